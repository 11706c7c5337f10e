import { parseExactJson } from '../../../apimachinery/exact-json.ts'
import { goDurationNanoseconds } from '../../../apimachinery/go-duration.ts'
import { printDuration, wholeSeconds } from './scalars.ts'
import { type MessageShape, messageShape, readFields, WireWriter } from './protobuf-wire.ts'

/** Types that JSON shows as a single value and protobuf carries as a small message. */
interface MessageForm {
  write(writer: WireWriter, value: any): void
  read(message: Buffer): unknown
}

const shapes = {
  quantity: messageShape('Quantity', { 1: ['String', 'bytes'] }),
  intOrString: messageShape('IntOrString', {
    1: ['Type', 'integer'], 2: ['IntVal', 'integer'], 3: ['StrVal', 'bytes'],
  }),
  timestamp: messageShape('Timestamp', { 1: ['Seconds', 'integer'], 2: ['Nanos', 'integer'] }),
  duration: messageShape('Duration', { 1: ['Duration', 'integer'] }),
  raw: messageShape('RawExtension', { 1: ['Raw', 'bytes'] }),
}

const quantity: MessageForm = {
  write: (writer, value) => writer.text(1, String(value)),
  read: (message) => last(message, shapes.quantity)?.toString() ?? '0',
}

const intOrString: MessageForm = {
  write(writer, value) {
    const isText = typeof value === 'string'
    writer.integer(1, isText ? 1 : 0)
    writer.integer(2, isText ? 0 : value)
    writer.text(3, isText ? value : '')
  },
  read(message) {
    let [isText, number, text] = [false, 0, '']
    for (const field of readFields(message, shapes.intOrString)) {
      if (field.number === 1) isText = field.integer === 1
      if (field.number === 2) number = field.integer
      if (field.number === 3) text = field.data.toString()
    }
    return isText ? text : number
  },
}

/** Go's zero time is an empty message. */
function timestamp(print: (seconds: number, nanoseconds: number) => string): MessageForm {
  return {
    write(writer, value) {
      if (value === null) return
      const milliseconds = Date.parse(value)
      writer.integer(1, Math.floor(milliseconds / 1000))
      const digits = /\.(\d+)/.exec(value)?.[1] ?? ''
      writer.integer(2, Number(digits.slice(0, 9).padEnd(9, '0')))
    },
    read(message) {
      if (message.length === 0) return null
      let [seconds, nanoseconds] = [0, 0]
      for (const field of readFields(message, shapes.timestamp)) {
        if (field.number === 1) seconds = field.integer
        if (field.number === 2) nanoseconds = field.integer
      }
      return print(seconds, nanoseconds)
    },
  }
}

const time = timestamp((seconds) => `${wholeSeconds(new Date(seconds * 1000))}Z`)
const microTime = timestamp((seconds, nanoseconds) => {
  return `${wholeSeconds(new Date(seconds * 1000))}.${String(Math.floor(nanoseconds / 1000)).padStart(6, '0')}Z`
})

const duration: MessageForm = {
  write: (writer, value) => writer.integer(1, Number(goDurationNanoseconds(String(value)))),
  read(message) {
    let nanoseconds = 0n
    for (const field of readFields(message, shapes.duration)) if (field.number === 1) nanoseconds = BigInt(field.whole)
    return printDuration(nanoseconds)
  },
}

/** Any JSON, carried as its text. */
const raw: MessageForm = {
  write(writer, value) {
    if (value !== null && value !== undefined) writer.text(1, JSON.stringify(value))
  },
  read(message) {
    const text = last(message, shapes.raw)
    return text === undefined || text.length === 0 ? null : parseExactJson(text.toString())
  },
}

/** The only field of a message. */
function last(message: Buffer, shape: MessageShape): Buffer | undefined {
  let found: Buffer | undefined
  for (const field of readFields(message, shape)) if (field.number === 1) found = field.data
  return found
}

/** By the form of a TypeRef. */
export const messageForms = { quantity, intOrString, time, microTime, duration, raw }
