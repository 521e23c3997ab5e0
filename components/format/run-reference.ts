/** Without signs that are read as another: no I, L, O, U. */
const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** What people quote a run by, such as RUN-7F3K: four signs from the end of its id, where ids differ most. */
export function runReference(runId: string): string {
  const bits = Number.parseInt(runId.replaceAll("-", "").slice(-5), 16);
  const text = [15, 10, 5, 0].map((shift) => signs[(bits >> shift) & 31]).join("");
  return `RUN-${text}`;
}
