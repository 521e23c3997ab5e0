import { Fragment, type ReactNode } from "react";

import { AiText } from "#components/ui/ai-box.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Hidden } from "#components/ui/hidden.tsx";
import { NamedValues } from "#components/ui/lists/facts.tsx";
import { PlainItem, PlainList } from "#components/ui/lists/plain-list.tsx";
import { Tag } from "#components/ui/tag.tsx";
import type { Explanation } from "#lib/data-types/explanation.ts";

import { confidenceAdvice, confidenceWord } from "./confidence-text.ts";
import { markedParagraphs, type Segment } from "./marked-text.ts";

type Links = {
  /** Where the input that a number repeats is shown. */
  figureHref?: (path: string) => string | null;
  /** Where an estimate can be changed, by its label. */
  changeHref?: (label: string) => string | null;
};

type Props = Links & {
  explanation: Explanation;
  /** When the text was written: "22 November 14:02". */
  written?: string;
  /** Opens "Why?" from the start. */
  open?: boolean;
  /** The action that restores the writer's text after an edit. */
  restore?: ReactNode;
};

const editedWords = {
  ai: "AI draft, edited by you",
  rules: "Draft by rules, edited by you",
  person: "Edited by you",
} as const;

/** A finished text with its numbers marked, how far it can be relied on, and why. Bands of an AI box. */
export function AiResult({ explanation, figureHref, restore, ...why }: Props) {
  return (
    <>
      <MarkedText explanation={explanation} {...(figureHref && { figureHref })}>
        <h2 tabIndex={-1} data-result-heading className="sr-only">
          Explanation
        </h2>
      </MarkedText>
      {explanation.edited && (
        <div className="text-small flex flex-wrap items-center gap-x-4 gap-y-2">
          <span>{editedWords[explanation.source.kind]}</span>
          {restore}
        </div>
      )}
      <Reliance explanation={explanation} {...why} />
    </>
  );
}

/** The text itself, its numbers marked: a band of an AI box. */
export function MarkedText({
  children,
  explanation,
  figureHref,
}: {
  children?: ReactNode;
  explanation: Explanation;
} & Pick<Links, "figureHref">) {
  return (
    <AiText>
      {children}
      {markedParagraphs(explanation.text, explanation.figures).map((segments) => (
        <p key={segments[0]?.at}>
          {segments.map((segment) => (
            <Marked key={segment.at} segment={segment} {...(figureHref && { figureHref })} />
          ))}
        </p>
      ))}
    </AiText>
  );
}

const limits = "It does not know your tax rate, debts or plans outside this run";

/** How far the text can be relied on, in words, and the reasons for it: a band of an AI box. */
export function Reliance({
  changeHref,
  explanation,
  open = false,
  written,
}: Omit<Props, "figureHref" | "restore">) {
  const { checks, confidence, inputsUsed, source } = explanation;
  const byPerson = source.kind === "person";
  return (
    <div>
      <p>
        <strong>Confidence: {confidenceWord(explanation)}</strong> - {confidence.reasons.join(". ")}
      </p>
      <p className="text-small text-ink-2 mt-1">{confidenceAdvice(explanation)}</p>
      <Disclosure summary="Why?" open={open} ruled={false} className="mt-3">
        <NamedValues
          facts={[
            { name: byPerson ? "What you did" : "What it did", value: whatItDid(explanation) },
            {
              name: "Inputs used",
              value: <InputsUsed inputs={inputsUsed} {...(changeHref && { changeHref })} />,
            },
            { name: "Checks", value: <Checks checks={checks} /> },
            ...(byPerson ? [] : [{ name: "Limits", value: limits }]),
            {
              name: byPerson ? "Written" : "Model and time",
              value: modelAndTime(source, written),
            },
          ]}
        />
      </Disclosure>
    </div>
  );
}

/** A number leads to the input it repeats. A number without an input is marked, and not by colour alone. */
function Marked({ figureHref, segment }: { segment: Segment } & Pick<Links, "figureHref">) {
  const { figure, text } = segment;
  if (!figure) return <Fragment>{text}</Fragment>;
  if (figure.matches === null) {
    return (
      <mark
        className="bg-warn-soft text-warn rounded-chip px-0.5"
        title="This number matches none of the inputs"
      >
        {text}
        <Hidden> (matches none of the inputs)</Hidden>
      </mark>
    );
  }
  const href = figureHref?.(figure.matches);
  return href ? <a href={href}>{text}</a> : <Fragment>{text}</Fragment>;
}

const origins = { you: "you", solver: "solver", data: "data", estimate: "estimate" } as const;

/** What a person entered is listed together. Everything else has a line of its own with its origin. */
function InputsUsed({
  changeHref,
  inputs,
}: { inputs: Explanation["inputsUsed"] } & Pick<Links, "changeHref">) {
  const given = inputs.filter(({ origin }) => origin === "you");
  const others = inputs.filter(({ origin }) => origin !== "you");
  if (inputs.length === 0) return "None";
  return (
    <ul className="grid gap-1">
      {given.length > 0 && (
        <li>
          {given.map(({ label }, i) => (i === 0 ? label : lowerFirst(label))).join(", ")}{" "}
          <span className="text-ink-3">({origins.you})</span>
        </li>
      )}
      {others.map(({ label, origin, value }) => {
        const href = origin === "estimate" ? changeHref?.(label) : null;
        return (
          <li key={label}>
            {label}: {value}{" "}
            {origin === "estimate" ? (
              <Tag>estimate</Tag>
            ) : (
              <span className="text-ink-3">({origins[origin]})</span>
            )}{" "}
            {href && (
              <a href={href}>
                Change<Hidden> {lowerFirst(label)}</Hidden>
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Checks({ checks }: { checks: Explanation["checks"] }) {
  return (
    <PlainList className="!gap-1">
      {checks.map(({ detail, id, label, passed }) => (
        <PlainItem key={id} mark={passed ? "passed" : "warning"}>
          {!passed && <Hidden>Look at this: </Hidden>}
          {detail === "" ? label : `${label}: ${detail}`}
        </PlainItem>
      ))}
    </PlainList>
  );
}

const counts = ["no", "one", "two", "three", "four", "five"];

function whatItDid({ source, text }: Explanation): string {
  const paragraphs = markedParagraphs(text, []).length;
  const count = counts[paragraphs] ?? String(paragraphs);
  const wrote = `Wrote ${count} ${paragraphs === 1 ? "paragraph" : "paragraphs"}`;
  return source.kind === "person"
    ? `${wrote}. The numbers were checked against the inputs below.`
    : `${wrote} from the inputs below. It chose no weights.`;
}

function modelAndTime(
  { kind, model, ms }: Explanation["source"],
  written: string | undefined,
): string {
  const seconds = `${(ms / 1_000).toFixed(1)} seconds`;
  const writers = { ai: model, rules: "Built by rules, without AI", person: "Written by you" };
  return [writers[kind], kind === "ai" ? seconds : null, written].filter(Boolean).join(", ");
}

function lowerFirst(label: string): string {
  return label.slice(0, 1).toLowerCase() + label.slice(1);
}
