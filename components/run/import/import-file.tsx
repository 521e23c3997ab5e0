import { BackLink } from "#components/ui/back-link.tsx";
import { Acts, Button } from "#components/ui/button.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import { controlState, controlStyle, Field, fieldId } from "#components/ui/fields/field.tsx";

/** Asks for a file of holdings, or its lines. A plain form: the file goes to a page that shows what is read of it. */
export function ImportFile({
  action,
  hidden,
  progress,
  backHref,
  title,
  limit,
  problem,
}: {
  action: string;
  hidden: Readonly<Record<string, string>>;
  progress: string;
  backHref: string;
  title: string;
  limit: string;
  /** Why the last file could not be read. */
  problem: string | null;
}) {
  const text = {
    name: "file",
    label: title,
    heading: true,
    hint: `The CSV or .xlsx file of your holdings that your broker lets you download, up to ${limit}`,
    error: problem ?? undefined,
  };
  return (
    <>
      <BackLink href={backHref} />
      <form action={action} method="post" encType="multipart/form-data" noValidate className="mt-5">
        {problem !== null && <ErrorSummary errors={{ file: problem }} />}
        <p className="text-small text-ink-3 mb-2">{progress}</p>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Field {...text}>
          <input
            {...controlState(text)}
            type="file"
            name="file"
            accept=".csv,.tsv,.txt,.xlsx,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            className="file:rounded-control file:border-control file:bg-surface file:text-ink block min-h-11 max-w-full file:mr-4 file:min-h-11 file:cursor-pointer file:border file:px-4 file:font-semibold"
          />
        </Field>
        <PastedLines />
        <Disclosure summary="Why we ask">
          Your plan starts from what you own. You see what was read, line by line, before anything
          is kept.
        </Disclosure>
        <Acts>
          <Button look="primary">Read the file</Button>
        </Acts>
      </form>
    </>
  );
}

function PastedLines() {
  return (
    <details className="mt-4 mb-4">
      <summary className="text-accent min-h-7 w-max">Paste the lines instead</summary>
      <label htmlFor={fieldId("lines")} className="sr-only">
        Lines of the file
      </label>
      <textarea
        id={fieldId("lines")}
        name="lines"
        rows={8}
        spellCheck={false}
        className={`${controlStyle(undefined)} text-small mt-2 block w-full font-mono whitespace-pre`}
      />
    </details>
  );
}
