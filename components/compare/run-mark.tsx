/** The mark of a run in a comparison: a circle for A, a square for B. */
export function RunMark({ of }: { of: "a" | "b" }) {
  return (
    <span
      aria-hidden="true"
      className={`keep-colour mr-2 inline-block size-2.5 ${of === "a" ? "bg-dv-1 rounded-full" : "bg-dv-2"}`}
    />
  );
}
