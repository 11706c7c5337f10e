import { expect } from 'chai'
import { ResponseParser } from './response-parser.ts'

const answers = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
  + 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\nb\r\ntwo and so \r\n0\r\n\r\n'
  + 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n'

function read(pieceSize: number): unknown[] {
  const seen: { status: number; body: string; ended: boolean }[] = []
  const parser = new ResponseParser({
    head: (status) => seen.push({ status, body: '', ended: false }),
    body: (bytes) => { seen.at(-1)!.body += bytes.toString() },
    end: () => { seen.at(-1)!.ended = true },
  })
  for (let at = 0; at < answers.length; at += pieceSize) parser.feed(Buffer.from(answers.slice(at, at + pieceSize)))
  return seen
}

describe('the parser of the load client', () => {
  it('reads answers with a length and in chunks, wherever they are cut', () => {
    for (let pieceSize = 1; pieceSize <= answers.length; pieceSize++) {
      expect(read(pieceSize), `in pieces of ${pieceSize}`).to.deep.equal([
        { status: 200, body: 'hello', ended: true },
        { status: 201, body: 'onetwo and so ', ended: true },
        { status: 204, body: '', ended: true },
      ])
    }
  })
})
