import Link from "next/link";

/** Workflows to start with, each with the reason it is shown. */
export function StarterRows({
  starters,
}: {
  starters: readonly { workflowId: string; name: string; why: string; minutes: number | null }[];
}) {
  return (
    <ul className="border-line border-t">
      {starters.map(({ workflowId, name, why, minutes }) => (
        <li key={workflowId} className="border-line border-b py-4">
          <h3>
            <Link href={`/templates/${workflowId}`}>{name}</Link>
          </h3>
          <p className="text-small text-ink-2">{why}</p>
          {minutes !== null && <p className="text-small text-ink-3">About {minutes} minutes</p>}
        </li>
      ))}
    </ul>
  );
}
