import { type Action, ActionForm } from "#components/form/action-form.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** What keeps a run from continuing by itself, and what its owner can do about it. */
export function StuckNotice({
  runId,
  stuck,
  action,
}: {
  runId: string;
  /** The steps that do not continue. A missing name stands for the run as a whole. */
  stuck: readonly { name: string | null; tries: number }[];
  action: Action;
}) {
  if (stuck.length === 0) return null;
  return (
    <Notice tone="warn" className="my-6">
      <p className="font-semibold">This run cannot go on by itself.</p>
      <ul className="mt-2 space-y-1">
        {stuck.map(({ name, tries }) => (
          <li key={name ?? ""}>{sentenceOf(name, tries)}</li>
        ))}
      </ul>
      <p className="mt-2 mb-4">
        Your earlier steps are safe. If trying again does not help, tell whoever runs this service,
        or cancel the run.
      </p>
      <ActionForm action={action} hidden={{ "~run": runId }} size="small" label="Try again" />
    </Notice>
  );
}

function sentenceOf(name: string | null, tries: number): string {
  const what = name === null ? "The next step" : `“${name}”`;
  const how = tries > 1 ? `, though the service tried ${tries} times` : "";
  return `${what} does not get under way${how}.`;
}
