import { expect } from 'chai'
import { checkStream, type Guarantee } from './check.ts'
import type { Change } from './log.ts'
import type { Beginning, Scope, Seen, SeenBookmark, SeenEvent, Session, Stream } from './stream.ts'

const everything: Scope = { namespace: '', color: '', name: '' }
const reds: Scope = { ...everything, color: 'red' }

const put = (revision: number, key: string, color: string): Change => ({
  revision, key, kind: 'put', write: `w${revision}`, color,
})
const gone = (revision: number, { key, write, color }: Change): Change => ({
  revision, key, kind: 'delete', write, color,
})
const event = (type: SeenEvent['type'], { revision, key, write, color }: Change, at = revision): SeenEvent => ({
  type, key, revision: at, write, color,
})
const bookmark = (revision: number, initial = false): SeenBookmark => ({ type: 'BOOKMARK', revision, initial })

const a1 = put(11, 'one/a', 'red')
const b1 = put(12, 'two/b', 'blue')
const a2 = put(14, 'one/a', 'blue')
const b2 = put(15, 'two/b', 'red')
const a3 = put(17, 'one/a', 'red')
const bGone = gone(18, b2)
const b3 = put(20, 'two/b', 'red')
const changes = [a1, b1, a2, b2, a3, bGone, b3]

const all = [
  event('ADDED', a1), event('ADDED', b1), event('MODIFIED', a2), event('MODIFIED', b2), event('MODIFIED', a3),
  event('DELETED', bGone), event('ADDED', b3),
] as const
const red = [
  event('ADDED', a1), event('DELETED', a1, 14), event('ADDED', b2), event('ADDED', a3), event('DELETED', bGone),
  event('ADDED', b3),
]
const at15 = [event('ADDED', a2), event('ADDED', b2)]

const after = (revision: number, ...seen: Seen[]): Session => ({
  beginning: { kind: 'after', revision }, seen, error: undefined,
})
const state = (beginning: Partial<Beginning & { kind: 'state' }>, ...seen: Seen[]): Session =>
  ({ beginning: { kind: 'state', atLeast: 0, marked: true, ...beginning }, seen, error: undefined })
const streamOf = (scope: Scope, ...sessions: Session[]): Stream => ({ name: 'watcher', scope, sessions })
const broken = (...sessions: Session[]): Guarantee[] =>
  checkStream(streamOf(everything, ...sessions), changes).map(({ promise }) => promise)

/** The events with one of them replaced by others. */
const replaced = (index: number, ...others: Seen[]): Seen[] =>
  [...all as readonly Seen[]].toSpliced(index, 1, ...others)

describe('what a watcher was told', () => {
  describe('has nothing wrong with it when', () => {
    const right: Record<string, Stream> = {
      'it is all that happened': streamOf(everything, after(10, ...all)),
      'it is what happened to its namespace': streamOf(
        { ...everything, namespace: 'two' }, after(0, all[1]!, all[3]!, all[5]!, all[6]!),
      ),
      'it is what happened to its one object': streamOf(
        { namespace: 'one', color: '', name: 'a' }, after(11, all[2]!, all[4]!),
      ),
      'objects come and go as they begin and stop to match': streamOf(reds, after(0, ...red)),
      'it goes on after what it saw, over three requests': streamOf(
        everything, after(10, ...all.slice(0, 2)), after(12), after(12, ...all.slice(2)),
      ),
      'it goes on after a bookmark': streamOf(
        reds, after(0, ...red.slice(0, 3), bookmark(16)), after(16, ...red.slice(3)),
      ),
      'it begins with what exists, up to a bookmark': streamOf(
        everything, state({ atLeast: 15 }, ...at15, bookmark(16, true), ...all.slice(4)),
      ),
      'it begins with what exists, in any order and without a mark': streamOf(
        everything, state({ marked: false }, at15[1]!, at15[0]!, ...all.slice(4)),
      ),
      'it broke among the initial events': streamOf(
        everything, state({}, at15[0]!), state({}, ...at15, bookmark(15, true), ...all.slice(4)),
      ),
    }
    for (const [name, stream] of Object.entries(right)) {
      it(name, () => expect(checkStream(stream, changes)).to.deep.equal([]))
    }
  })

  describe('breaks a promise when', () => {
    const wrong: Record<string, { sessions: Session[]; promise: Guarantee }> = {
      'an event is dropped': { sessions: [after(10, ...replaced(2))], promise: 'reliable' },
      'the last event is dropped': { sessions: [after(10, ...all.slice(0, -1))], promise: 'reliable' },
      'an event is repeated': { sessions: [after(10, ...replaced(2, all[2]!, all[2]!))], promise: 'unique' },
      'two events are swapped': { sessions: [after(10, all[1]!, all[0]!, ...all.slice(2))], promise: 'ordered' },
      'an event has another object': {
        sessions: [after(10, ...replaced(3, { ...all[3], write: 'w12' }))], promise: 'atomic',
      },
      'an event has another type': {
        sessions: [after(10, ...replaced(6, { ...all[6], type: 'MODIFIED' }))], promise: 'atomic',
      },
      'an event never happened': {
        sessions: [after(10, ...replaced(2, all[2]!, event('MODIFIED', put(16, 'one/a', 'red'))))], promise: 'reliable',
      },
      'a bookmark is ahead of events': {
        sessions: [after(10, ...all.slice(0, 3), bookmark(15), ...all.slice(3))], promise: 'bookmarkable',
      },
      'a bookmark goes back': { sessions: [after(10, ...all, bookmark(17))], promise: 'bookmarkable' },
      'it goes on too late': {
        sessions: [after(10, ...all.slice(0, 2)), after(12, ...all.slice(3))], promise: 'resumable',
      },
      'it goes on too early': {
        sessions: [after(10, ...all.slice(0, 2)), after(12, ...all.slice(1))], promise: 'resumable',
      },
      'it is told that its revision has expired': {
        sessions: [{ ...after(10), error: '410 Expired' }, after(10, ...all)], promise: 'expired',
      },
      'the state at its start lacks an object': {
        sessions: [state({}, at15[0]!, bookmark(16, true), ...all.slice(4))], promise: 'reliable',
      },
      'the state at its start has a newer object': {
        sessions: [state({}, event('ADDED', a3), at15[1]!, bookmark(16, true), ...all.slice(4))], promise: 'atomic',
      },
      'the state at its start has an object twice': {
        sessions: [state({}, ...at15, at15[0]!, bookmark(16, true), ...all.slice(4))], promise: 'unique',
      },
      'the state at its start is old': {
        sessions: [state({ atLeast: 17 }, ...at15, bookmark(16, true), ...all.slice(4))], promise: 'behind',
      },
      'no bookmark ends the state at its start': {
        sessions: [state({}, ...at15, ...all.slice(4))], promise: 'bookmarkable',
      },
      'an event is dropped behind a state without a mark': {
        sessions: [state({ marked: false }, ...at15, ...all.slice(5))], promise: 'atomic',
      },
    }
    for (const [name, { sessions, promise }] of Object.entries(wrong)) {
      it(name, () => expect(broken(...sessions)).to.include(promise))
    }

    it('an object that stops to match is told as modified', () => {
      const stream = streamOf(reds, after(0, red[0]!, event('MODIFIED', a2), ...red.slice(2)))
      expect(checkStream(stream, changes).map(({ promise }) => promise)).to.deep.equal(['atomic'])
    })

    it('an object that begins to match is told as modified', () => {
      const stream = streamOf(reds, after(0, ...red.slice(0, 2), event('MODIFIED', b2), ...red.slice(3)))
      expect(checkStream(stream, changes).map(({ promise }) => promise)).to.deep.equal(['atomic'])
    })

    it('an object that stopped to match is shown as it is now', () => {
      const stream = streamOf(reds, after(0, red[0]!, event('DELETED', a2), ...red.slice(2)))
      expect(checkStream(stream, changes).map(({ promise }) => promise)).to.deep.equal(['atomic'])
    })
  })
})
