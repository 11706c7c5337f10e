import { mutate } from '../../apimachinery/fuzz/mutate.ts'
import type { Random } from '../../apimachinery/fuzz/random.ts'
import {
  frame, frameTypes, opening, ping, request, reset, swellingHeaders, unfinishedHeaders,
} from '../overload/frames.ts'

/** What goes over a connection, as it is. */
export interface FuzzBytes {
  protocol: 'http/1.1' | 'h2'
  bytes: Buffer
}

const configMaps = '/api/v1/namespaces/default/configmaps'
const ofBody = 'Host: x\r\nContent-Type: application/json\r\n'
const pod = '/api/v1/namespaces/default/pods/a'
const http1 = [
  'GET /version HTTP/1.1\r\nHost: x\r\n\r\n',
  `GET ${configMaps}?watch=1&timeoutSeconds=0 HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n`,
  `POST ${configMaps} HTTP/1.1\r\n${ofBody}Content-Length: 2\r\n\r\n{}`,
  `POST ${configMaps} HTTP/1.1\r\n${ofBody}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  `POST ${configMaps} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
  'GET /version HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n' +
    'HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
  `GET ${pod}/exec?command=sh&stdin=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n',
  `POST ${pod}/portforward HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n` +
    'X-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n',
  'GET /version HTTP/1.1\r\nHost: x\r\nImpersonate-User: a\r\nImpersonate-Extra-B: c\r\nAuthorization: Bearer '
    + 'a.b.c\r\n\r\n',
]
const words1 = [
  '\r\n', '\n', '\0', ' ', ':', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.0',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'CONNECT a:1 ', 'OPTIONS * ', 'Content-Length: 5\r\n',
  'Transfer-Encoding: gzip\r\n', 'Connection: close\r\n', 'Upgrade: x\r\nConnection: upgrade\r\n', 'Host: y\r\n',
  'http://a/', '%00', 'fffffffffffffffff\r\n', '?', '#', '\xff',
]
const head = opening.subarray(0, 24)
const http2 = [
  request(1, '/version'), request(1, configMaps, { method: 'POST', open: true }), reset(1), ping,
  unfinishedHeaders, swellingHeaders(3, 3),
  frame({ type: frameTypes.data, flags: 1, stream: 1, payload: Buffer.from('{}') }),
  frame({ type: frameTypes.settings, payload: Buffer.from([0, 4, 0, 0, 0, 0]) }),
  frame({ type: frameTypes.goaway, payload: Buffer.alloc(8) }),
  frame({ type: 8, stream: 1, payload: Buffer.from([0, 0, 0, 1]) }),
  frame({ type: 2, stream: 1, payload: Buffer.alloc(5) }),
]

/** The bytes of one round: requests and frames that are right, with some of them changed. */
export function bytesOf(random: Random): FuzzBytes {
  if (random.below(3) > 0) {
    return { protocol: 'http/1.1', bytes: mutate(random, [bytesOfText(random.pick(http1))], words1.map(bytesOfText)) }
  }
  const frames = Array.from({ length: 1 + random.below(6) }, () => random.pick(http2))
  const settings = frame({ type: frameTypes.settings })
  return { protocol: 'h2', bytes: Buffer.concat([head, settings, mutate(random, [Buffer.concat(frames)], http2)]) }
}

function bytesOfText(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
