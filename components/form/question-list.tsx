import type { ReactNode } from "react";

import { Disclosure } from "#components/ui/disclosure.tsx";
import type { FormField } from "#lib/form/form-fields.ts";

import type { FormContext } from "./form-context.ts";
import { Question } from "./question.tsx";

/**
 * The questions of a page. One that depends on a choice of another on the same page is shown under that choice, and
 * only while it is made. This needs no JavaScript.
 */
export function QuestionList({
  fields,
  context,
}: {
  fields: readonly FormField[];
  context: FormContext;
}) {
  const nested = new Set(fields.filter((field) => parentOf(field, fields)));
  const draw = (field: FormField, heading: boolean): ReactNode => {
    const children = fields.filter((other) => parentOf(other, fields) === field);
    return (
      <div key={field.name}>
        <Question
          field={field}
          context={context}
          heading={heading}
          {...(children.length > 0 && { reveal: revealedBy(children, draw) })}
        />
        {field.why && (
          <Disclosure summary="Why we ask" className="mt-6">
            <p>{field.why}</p>
          </Disclosure>
        )}
      </div>
    );
  };
  const outer = fields.filter((field) => !nested.has(field));
  return <div className="space-y-8">{outer.map((field) => draw(field, fields.length === 1))}</div>;
}

/** The radio question on this page that decides whether a field is asked. */
function parentOf(field: FormField, fields: readonly FormField[]): FormField | undefined {
  return fields.find((other) => {
    const hasRadios = other.kind === "radios" || other.kind === "yes-no";
    return hasRadios && other.name === field.showIf?.field;
  });
}

function revealedBy(
  children: readonly FormField[],
  draw: (field: FormField, heading: boolean) => ReactNode,
): Record<string, ReactNode> {
  const byChoice: Record<string, ReactNode[]> = {};
  for (const child of children) {
    const wanted = child.showIf?.equals;
    const choice = typeof wanted === "boolean" ? (wanted ? "yes" : "no") : String(wanted);
    (byChoice[choice] ??= []).push(draw(child, false));
  }
  const revealed: Record<string, ReactNode> = {};
  for (const [choice, drawn] of Object.entries(byChoice))
    revealed[choice] = <div className="space-y-6">{drawn}</div>;
  return revealed;
}
