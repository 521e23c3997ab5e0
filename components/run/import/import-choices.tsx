import { counted } from "#components/format/dates.ts";
import { Section } from "#components/layout/page.tsx";
import { Button } from "#components/ui/button.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { SelectField } from "#components/ui/fields/select-field.tsx";
import type { Choice, Reading } from "#lib/portfolio/import/reading/reading.ts";

import { ColumnTable } from "./column-table.tsx";

/** How a file was read: every decision with why it was taken, to be changed; and what its columns hold. */
export function ImportChoices({ reading }: { reading: Reading }) {
  const { choices, questions } = reading;
  const asked = new Set<string>(questions.map(({ name }) => name));
  const open = choices.filter(({ name }) => !asked.has(name));
  return (
    <Section title="How the file was read">
      <p className="text-ink-2 -mt-3 mb-5">
        Worked out from the file. Change what is wrong and read it again.
      </p>
      <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2 md:grid-cols-3">
        {open.map((choice) => (
          <ChoiceField key={choice.name} choice={choice} />
        ))}
      </div>
      <Columns reading={reading} />
      <Button name="~do" value="again" className="mt-5">
        Read the file again
      </Button>
    </Section>
  );
}

function ChoiceField({ choice: { name, label, value, how, options } }: { choice: Choice }) {
  return (
    <div>
      <SelectField name={name} label={label} options={options} defaultValue={value} empty={null} />
      <p className="text-meta text-ink-3 mt-1.5">{how}</p>
    </div>
  );
}

function Columns({ reading: { columns } }: { reading: Reading }) {
  const numbered = columns.map((column, index) => Object.assign({ index }, column));
  const unknown = numbered.filter(({ known, samples }) => !known && samples.length > 0);
  const known = numbered.filter((column) => column.known && column.samples.length > 0);
  const verb = unknown.length === 1 ? "is" : "are";
  return (
    <div id="headings" className="mt-8">
      {unknown.length > 0 && (
        <>
          <h3>
            {counted(unknown.length, "heading")} {verb} not known
          </h3>
          <p className="text-small text-ink-2 mt-0.5 mb-2">
            What you say here is remembered for your next file with these headings.
          </p>
          <ColumnTable caption="Headings that are not known" columns={unknown} />
        </>
      )}
      {known.length > 0 && (
        <Disclosure
          ruled={false}
          className="mt-5"
          summary={`What the ${unknown.length > 0 ? "other " : ""}columns are read as`}
        >
          <ColumnTable caption="Headings that are known" columns={known} />
        </Disclosure>
      )}
    </div>
  );
}
