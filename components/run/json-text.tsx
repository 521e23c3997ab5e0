/** JSON to read; it scrolls by keyboard where it is wide. */
export function JsonText({ text }: { text: string }) {
  return (
    <pre
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="rounded-control bg-sunken text-meta mt-2 max-h-96 overflow-auto p-3 font-mono"
    >
      {text}
    </pre>
  );
}
