import { expect } from 'chai'
import { crc32c } from './crc32c.ts'
import { readLog } from './log-file.ts'

const blockBytes = 32 << 10
const headerBytes = 7

/** A log as LevelDB would write it. */
function writeLog(records: readonly Buffer[]): Buffer {
  const parts: Buffer[] = []
  let size = 0
  const add = (part: Buffer) => {
    parts.push(part)
    size += part.length
  }
  for (const record of records) {
    let [at, first] = [0, true]
    do {
      const left = blockBytes - (size % blockBytes)
      if (left < headerBytes) add(Buffer.alloc(left))
      const room = blockBytes - (size % blockBytes) - headerBytes
      const payload = record.subarray(at, at + room)
      at += payload.length
      const last = at === record.length
      add(fragment(first ? (last ? 1 : 2) : last ? 4 : 3, payload))
      first = false
    } while (at < record.length)
  }
  return Buffer.concat(parts)
}

function fragment(type: number, payload: Buffer): Buffer {
  const checksum = crc32c(payload, 0, payload.length, crc32c(Buffer.of(type)))
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32LE((((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0)
  header.writeUInt16LE(payload.length, 4)
  header.writeUInt8(type, 6)
  return Buffer.concat([header, payload])
}

const record = (number: number, length: number) => Buffer.alloc(length, `{"number":"${number}"}`)
/**
 * Two blocks and a part of the third: records of many lengths, one over a border,
 * one that leaves a trailer of three bytes.
 */
const records = [
  ...Array.from({ length: 30 }, (_, number) => record(number, 1000 + number)), record(30, 40_000), record(31, 80),
  record(32, 1), record(33, 2500), record(34, 300),
]

describe('a log of LevelDB', () => {
  const whole = writeLog(records)
  const tail = whole.length - 1500

  it('has the checksum that its makers publish for the nine digits', () => {
    expect(crc32c(Buffer.from('123456789'))).to.equal(0xe3069283)
  })

  it('is read from its beginning to its end', () => {
    expect(readLog(whole)).to.deep.equal({ records })
    expect(readLog(Buffer.alloc(0))).to.deep.equal({ records: [] })
  })

  it('cut off at any byte has all records that end before, and is not damaged', () => {
    const ends = records.map((_, index) => writeLog(records.slice(0, index + 1)).length)
    const cuts = [...range(tail, whole.length), ...range(blockBytes - 50, blockBytes + 50), ...range(0, 50)]
    for (const cut of cuts) {
      const { records: found, damaged } = readLog(whole.subarray(0, cut))
      expect(damaged, `cut at ${cut}`).to.equal(undefined)
      expect(found.length, `cut at ${cut}`).to.equal(ends.filter((end) => end <= cut).length)
    }
  })

  for (const [name, change] of [
    ['inverted', (byte: number) => byte ^ 0xff], ['with one bit turned', (byte: number) => byte ^ 1],
  ] as const) {
    it(`with any byte of its tail ${name} is damaged there, the last record too`, () => {
      for (const at of [...range(tail, whole.length), ...range(blockBytes - 50, blockBytes + 50)]) {
        const garbled = Buffer.from(whole)
        garbled[at] = change(garbled[at]!)
        expect(readLog(garbled).damaged, `byte ${at}`).to.be.within(at - 40_100, at)
      }
    })
  }

  it('whose end was never written after a loss of power is not damaged', () => {
    const full = writeLog(records)
    const longer = Buffer.concat([full, Buffer.alloc(70_000)])
    expect(readLog(longer)).to.deep.equal({ records, torn: full.length })
    const large = writeLog([...records, record(35, 5000)])
    const empty = Math.ceil((full.length + 600) / 512) * 512
    large.fill(0, empty, empty + 1024)
    expect(readLog(large)).to.deep.equal({ records, torn: full.length })
  })

  it('with zeros that something follows is damaged', () => {
    const garbled = Buffer.from(whole)
    garbled.fill(0, 1024, 4096)
    expect(readLog(garbled).damaged).to.be.within(0, 1024)
  })

  it('which goes on behind an unfinished record is damaged', () => {
    const first = writeLog([record(0, 40_000)]).subarray(0, blockBytes)
    expect(readLog(Buffer.concat([first, fragment(1, record(1, 10))])).damaged).to.equal(blockBytes)
    expect(readLog(fragment(4, record(1, 10))).damaged).to.equal(0)
  })
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
