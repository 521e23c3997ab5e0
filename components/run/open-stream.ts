/** How long a stream stays shut that was refused, by a proxy whose service was away, say. */
const reopenMs = 5_000;

/**
 * Opens a stream of events; gives what closes it. The browser resumes one that broke where it stood, but gives up on one
 * that was answered with anything else than a stream; that is opened anew, from its start.
 */
export function openStream(url: string, listen: (stream: EventSource) => void): () => void {
  let stream: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    stream = new EventSource(url);
    listen(stream);
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(open, reopenMs);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    stream.close();
  };
}
