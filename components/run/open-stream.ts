/** How long a refused stream stays closed, for example when a proxy's service was away. */
const reopenMs = 5_000;

/**
 * Opens a stream of events. Returns a function that closes it. The browser resumes a broken stream by itself, but gives
 * up on one that was answered with anything else than a stream. That one is opened again from its start.
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
