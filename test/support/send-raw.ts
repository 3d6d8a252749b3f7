import { connect } from 'node:net';

/** How long a server may take over what it neither answers nor closes. */
const GIVE_UP_MS = 3_000;

/**
 * Sends these bytes (Latin-1) over a connection of their own, and resolves to what came back until the server
 * closed it. `Connection: close` among them makes it do so.
 */
export function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      // The Workers runtime leaves the connection open all the same.
      if (isComplete(received)) socket.destroy();
    });
    // A reset is one way of being closed.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(received);
    });
    socket.setTimeout(GIVE_UP_MS, () => socket.destroy());
    socket.write(bytes, 'latin1');
  });
}

function isComplete(received: string): boolean {
  const { headers, body } = parseRaw(received);
  const length = headers.get('Content-Length');
  return length !== null && received.includes('\r\n\r\n') && body.length >= Number(length);
}

/** A request without a body; each line of `lines` is a header. */
export function rawRequest(requestLine: string, ...lines: string[]): string {
  return [`${requestLine} HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\r\n');
}

export interface RawAnswer {
  readonly status: number;
  /** With the names in lower case. */
  readonly headers: Headers;
  readonly body: string;
}

export function parseRaw(received: string): RawAnswer {
  const [head = '', body = ''] = received.split(/\r\n\r\n([^]*)/, 2);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: ?([^]*)/, 2) as [string, string]));
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}
