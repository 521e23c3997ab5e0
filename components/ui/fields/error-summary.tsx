"use client";

import { useEffect, useRef } from "react";

import { fieldId } from "./field.tsx";

/**
 * What is wrong on this page, first on it. Takes focus when it appears, and again when a new attempt finds other
 * problems. Each line leads to its field. The title of the window starts with "Error: " for as long as it is there.
 */
export function ErrorSummary({
  errors,
  message,
}: {
  /** One sentence per field name. */
  errors: Readonly<Record<string, string>>;
  /** A problem that belongs to no field. */
  message?: string | undefined;
}) {
  const box = useRef<HTMLDivElement>(null);
  const entries = Object.entries(errors);
  useEffect(() => {
    if (message !== undefined || Object.keys(errors).length > 0) box.current?.focus();
    const title = document.title;
    if (!title.startsWith("Error: ")) document.title = `Error: ${title}`;
    return () => {
      document.title = document.title.replace(/^Error: /, "");
    };
  }, [errors, message]);

  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- without JavaScript this is what moves the focus here
      autoFocus
      aria-labelledby="error-summary"
      className="rounded-card border-danger bg-surface mb-6 border-3 px-6 py-4"
    >
      <h2 id="error-summary" className="text-lead font-sans tracking-normal">
        There is a problem
      </h2>
      {message && <p className="mt-2">{message}</p>}
      {entries.length > 0 && (
        <ul className="mt-2 space-y-1">
          {entries.map(([name, sentence]) => (
            <li key={name}>
              <a
                href={`#${fieldId(name)}`}
                className="text-danger hover:text-danger font-semibold"
                onClick={focusField}
              >
                {sentence}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Focuses the control to change, also where the error belongs to a group. */
function focusField(event: React.MouseEvent<HTMLAnchorElement>) {
  const field = document.getElementById(event.currentTarget.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, select, textarea") ? field : firstControl(field);
  control.focus();
}

/** An error of a whole group leads to its first control that can be changed. */
function firstControl(group: HTMLElement): HTMLElement {
  return group.querySelector<HTMLElement>("input, select, textarea") ?? group;
}
