import type { ReactNode } from "react";

const boxes = {
  radio: "rounded-full checked:border-[7px] checked:border-accent",
  checkbox:
    "relative rounded-chip checked:border-accent checked:bg-accent checked:after:absolute checked:after:top-[3px] checked:after:left-2 checked:after:h-3 checked:after:w-1.5 checked:after:rotate-45 checked:after:border-r-2 checked:after:border-b-2 checked:after:border-on-accent",
};

/** One radio or checkbox with its label: the whole line can be pressed. */
export function Choice({
  kind,
  id,
  name,
  value,
  checked = false,
  hint,
  reveal,
  children,
}: {
  kind: keyof typeof boxes;
  id?: string | undefined;
  name: string;
  value: string;
  checked?: boolean;
  hint?: string | undefined;
  /** Shown only while this is chosen. */
  reveal?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="group/choice">
      <label className="flex min-h-11 cursor-pointer items-start gap-3 py-2.5">
        <input
          type={kind}
          id={id}
          name={name}
          value={value}
          defaultChecked={checked}
          className={`border-control bg-surface size-6 shrink-0 cursor-pointer appearance-none border forced-colors:appearance-auto ${boxes[kind]}`}
        />
        <span>
          {children}
          {hint && <span className="text-small text-ink-3 block">{hint}</span>}
        </span>
      </label>
      {reveal && (
        <div className="border-line mb-3 ml-3 hidden border-l-2 pl-6 group-has-[>label>input:checked]/choice:block">
          {reveal}
        </div>
      )}
    </div>
  );
}
