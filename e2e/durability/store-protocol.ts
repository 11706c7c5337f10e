import type { Action, Answer, Version } from '../consistency/load/operation.ts'
import type { Event } from './target.ts'

/** What the child is told to do. */
export type Order =
  | { id: number; do: 'perform'; key: string; action: Action }
  | { id: number; do: 'list' }
  | { id: number; do: 'history'; after: number }

/** What the child tells: that it is ready, what became of an order, or a commit. */
export type Report =
  | { ready: true }
  | { event: Event }
  | { id: number; answer: Answer }
  | { id: number; events: Event[] }
  | { id: number; listed: { revision: number; objects: [string, Version][] } }

const copies = 150

/** The name of a write, so often that half of a value can be told. */
export function encode(write: string): Buffer {
  return Buffer.from(Array(copies).fill(write).join(' '))
}

/** Throws when a value is half of one write and half of another. */
export function decode(event: {
  type: 'put' | 'delete'
  key: string
  revision: number
  value?: Buffer
  previous?: { value: Buffer } | undefined
}): Event {
  const value = String(event.type === 'put' ? event.value : event.previous?.value)
  const [write = ''] = value.split(' ', 1)
  if (value !== String(encode(write))) {
    throw new Error(`${event.key} at ${event.revision} is half of something: ${value.slice(0, 200)}`)
  }
  return { type: event.type, key: event.key, version: { write, revision: event.revision } }
}
