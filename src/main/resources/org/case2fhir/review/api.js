/*
 * The HTTP API of the review server: requests, and errors as objects with the server's own words.
 */

/** The server answered with an error; `body` is its application/problem+json. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The server answered ${status}.`);
    this.status = status;
    this.body = body;
  }
}

/** The server did not answer at all: stopped, or the network is down. */
export class Unreachable extends Error {}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...options });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Unreachable('The server does not answer.');
  }
  if (!response.ok) {
    let body = {};
    try {
      body = await response.json();
    } catch {
      // Not JSON: the status alone has to do.
    }
    throw new ApiError(response.status, body);
  }
  return response;
}

/** The JSON that `path` gives. */
export async function get(path, signal) {
  return (await request(path, { signal })).json();
}

/** Sends `body` as JSON and gives the JSON answer. */
export async function post(path, body = {}) {
  const response = await request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Case2fhir': 'review' },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** Fetches a file and hands it to the browser as a download, so that an error can be shown in the page. */
export async function download(path, fallbackName) {
  const response = await request(path, {});
  const named = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') || '');
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = named ? named[1] : fallbackName;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the blob after this task.
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  return link.download;
}
