/** Without characters that look like others: no I, L, O, U. */
const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** How people quote a run, such as RUN-7F3K: four characters from the end of its id, where ids differ most. */
export function runReference(runId: string): string {
  const bits = Number.parseInt(runId.replaceAll("-", "").slice(-5), 16);
  const text = [15, 10, 5, 0].map((shift) => signs[(bits >> shift) & 31]).join("");
  return `RUN-${text}`;
}
