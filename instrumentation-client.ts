const send = window.fetch;

/**
 * A page or the answer to a form counts only once it has arrived completely. The router sends a request again that
 * found no server, but one that is cut in the middle would break the page. So it is passed on at its end, and a cut one
 * counts as no answer.
 */
window.fetch = async (...request) => {
  const response = await send(...request);
  const type = response.headers.get("content-type");
  if (type?.startsWith("text/x-component")) await response.clone().arrayBuffer();
  return response;
};
