/** The element id of an answer on its page. */
export function answerId(question: string): string {
  return `answer-${question}`;
}
