import { type Action, ActionForm } from "#components/form/action-form.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { PlainItem, PlainList } from "#components/ui/lists/plain-list.tsx";

/** Two tabs answered the same step: one answer counts, and the person chooses which. */
export function ConflictView({
  answeredAt,
  seeHref,
  replace,
  hidden,
  later,
}: {
  /** "14:02" */
  answeredAt: string;
  seeHref: string;
  /** Absent where the answer can no longer be replaced. */
  replace: Action | null;
  hidden: Readonly<Record<string, string>>;
  /** The steps that would run again. */
  later: readonly string[];
}) {
  return (
    <>
      <h1 tabIndex={-1}>This step was already answered</h1>
      <p className="mt-4">
        This step was already answered in another tab at {answeredAt}. Nothing you typed here was
        saved.
      </p>
      {replace && later.length > 0 && (
        <div className="mt-6">
          <p className="mb-2">If you replace that answer, these steps run again:</p>
          <PlainList>
            {later.map((name) => (
              <PlainItem key={name}>{name}</PlainItem>
            ))}
          </PlainList>
        </div>
      )}
      <div className="mt-8 flex flex-wrap items-start gap-3">
        <ButtonLink look="primary" href={seeHref}>
          See that answer
        </ButtonLink>
        {replace && <ActionForm action={replace} hidden={hidden} label="Replace it with mine" />}
      </div>
    </>
  );
}
