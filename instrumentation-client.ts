const send = window.fetch;

/**
 * A page or the answer to a form counts once it is here whole. The router sends again what found no server, but one that
 * is cut while it comes would break the page it came for; so it is handed on at its end, and a cut is no answer at all.
 */
window.fetch = async (...request) => {
  const response = await send(...request);
  const type = response.headers.get("content-type");
  if (type?.startsWith("text/x-component")) await response.clone().arrayBuffer();
  return response;
};
