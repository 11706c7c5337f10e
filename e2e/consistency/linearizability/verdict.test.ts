import { expect } from 'chai'
import type { Action, Answer, Operation, Version } from '../load/operation.ts'
import { judge } from './verdict.ts'

const key = 'default/a'
const did = (invoked: number, returned: number | undefined, action: Action, answer?: Answer, on = key): Operation =>
  ({ client: 0, key: on, action, invoked, returned, answer })
const create = (write: string): Action => ({ verb: 'create', write, color: 'red' })
const patch = (write: string): Action => ({ verb: 'patch', write, color: 'red' })
const replace = (write: string, expected?: number): Action => ({ verb: 'replace', write, color: 'red', expected })
const remove = (expected?: number): Action => ({ verb: 'delete', expected })
const get: Action = { verb: 'get' }
const written = (revision: number): Answer => ({ outcome: 'written', revision })
const found = (write: string, revision: number): Answer => ({ outcome: 'found', version: { write, revision } })
const listed = (revision: number, items: Record<string, Version>): Answer => ({
  outcome: 'listed', revision, items: new Map(Object.entries(items)),
})
const list = (invoked: number, returned: number, answer: Answer): Operation =>
  did(invoked, returned, { verb: 'list' }, answer, 'default')
const deleted: Answer = { outcome: 'deleted' }
const conflict: Answer = { outcome: 'conflict' }
const missing: Answer = { outcome: 'missing' }

const b = 'default/b'
const twoWritten = [
  did(1, 2, create('a1'), written(10)),
  did(3, 4, create('b1'), written(11), b),
  did(5, 6, replace('a2', 10), written(12)),
]

const good: Record<string, Operation[]> = {
  'a life from create to delete': [
    did(1, 2, create('w1'), written(5)), did(3, 4, get, found('w1', 5)), did(5, 6, replace('w2', 5), written(6)),
    did(7, 8, replace('w3', 5), conflict), did(9, 10, remove(5), conflict), did(11, 12, remove(6), deleted),
    did(13, 14, get, missing),
    did(15, 16, patch('w4'), missing), did(17, 18, create('w5'), written(9)),
    did(19, 20, create('w6'), { outcome: 'exists' }),
  ],
  'two writers of which one met a conflict': [
    did(1, 2, create('w1'), written(5)), did(3, 10, replace('w2', 5), written(6)),
    did(4, 9, replace('w3', 5), conflict), did(11, 12, get, found('w2', 6)),
  ],
  'a write without an answer that a reader finds later': [
    did(1, 2, create('w1'), written(5)), did(3, undefined, replace('w2', 5)), did(4, 5, get, found('w1', 5)),
    did(6, 7, get, found('w2', 6)),
    did(8, 9, replace('w3', 5), conflict), did(10, 11, replace('w4', 6), written(7)),
  ],
  'a write without an answer that nobody ever finds': [
    did(1, 2, create('w1'), written(5)), did(3, undefined, remove()), did(4, 5, get, found('w1', 5)),
    did(6, undefined, patch('w2')), did(7, 8, get, found('w1', 5)),
  ],
  'a write without an answer that another wrote over': [
    did(1, 2, create('w1'), written(5)), did(3, undefined, patch('w2')), did(4, 5, replace('w3', 5), conflict),
    did(6, 7, patch('w4'), written(8)),
  ],
  'lists of whole states': [
    ...twoWritten, list(7, 8, listed(12, { [key]: { write: 'a2', revision: 12 }, [b]: { write: 'b1', revision: 11 } })),
    did(9, 10, remove(), deleted, b), list(11, 12, listed(13, { [key]: { write: 'a2', revision: 12 } })),
  ],
}

const bad: Record<string, { history: Operation[]; finding: string }> = {
  'a stale read': {
    history: [did(1, 2, create('w1'), written(5)), did(3, 4, patch('w2'), written(6)), did(5, 6, get, found('w1', 5))],
    finding: 'default/a has no linear order',
  },
  'a lost update': {
    history: [
      did(1, 2, create('w1'), written(5)),
      did(3, 10, replace('w2', 5), written(6)),
      did(4, 9, replace('w3', 5), written(7)),
    ],
    finding: 'default/a has no linear order',
  },
  'a double create': {
    history: [did(1, 6, create('w1'), written(5)), did(2, 5, create('w2'), written(6))],
    finding: 'default/a has no linear order',
  },
  'a deletion that deleted what was replaced': {
    history: [
      did(1, 2, create('w1'), written(5)), did(3, 4, replace('w2', 5), written(6)), did(5, 6, remove(5), deleted),
    ],
    finding: 'default/a has no linear order',
  },
  'an acknowledged write that is gone after a crash': {
    history: [did(1, 2, create('w1'), written(5)), did(3, undefined, patch('w2')), did(4, 5, get, missing)],
    finding: 'default/a has no linear order',
  },
  'a write that was refused and done': {
    history: [
      did(1, 2, create('w1'), written(5)), did(3, 4, replace('w2', 4), conflict), did(5, 6, get, found('w2', 6)),
    ],
    finding: 'default/a has no linear order',
  },
  'a conflict that nobody caused': {
    history: [did(1, 2, create('w1'), written(5)), did(3, 4, replace('w2', 5), conflict)],
    finding: 'default/a has no linear order',
  },
  'revisions that go back': {
    history: [did(1, 2, create('w1'), written(5)), did(3, 4, patch('w2'), written(4))],
    finding: 'default/a has no linear order',
  },
  'a revision given twice': {
    history: [did(1, 2, create('w1'), written(5)), did(3, 4, create('w2'), written(5), b)],
    finding: 'revision 5 was given to w1 and to w2',
  },
  'a write with two revisions': {
    history: [did(1, 2, create('w1'), written(5)), did(3, 4, get, found('w1', 6))],
    finding: 'write w1 has revisions 5 and 6',
  },
  'a list that shows two moments': {
    history: [
      did(1, 2, create('a1'), written(10)), did(3, 4, create('b1'), written(11), b),
      did(5, 20, patch('a2'), written(12)), did(6, 21, patch('b2'), written(13), b),
      list(7, 19, listed(13, { [key]: { write: 'a1', revision: 10 }, [b]: { write: 'b2', revision: 13 } })),
    ],
    finding: 'shows default/a at 10, but a2 wrote it at 12',
  },
  'a list that lacks an object': {
    history: [
      ...twoWritten.slice(0, 1),
      did(3, 20, create('b1'), written(11), b),
      list(5, 15, listed(11, { [key]: { write: 'a1', revision: 10 } })),
    ],
    finding: 'lacks default/b, which b1 wrote at 11',
  },
  'a list that is older than what was acknowledged': {
    history: [
      ...twoWritten,
      list(7, 8, listed(11, { [key]: { write: 'a1', revision: 10 }, [b]: { write: 'b1', revision: 11 } })),
    ],
    finding: 'is older than a2, acknowledged before at 12',
  },
  'a list that shows what is newer than itself': {
    history: [
      ...twoWritten.slice(0, 2),
      did(5, 20, patch('a2'), written(12)),
      list(7, 8, listed(11, { [key]: { write: 'a2', revision: 12 }, [b]: { write: 'b1', revision: 11 } })),
    ],
    finding: 'shows default/a at 12, which is newer than the list',
  },
  'a list that knows the future': {
    history: [
      ...twoWritten.slice(0, 2),
      list(5, 6, listed(12, { [key]: { write: 'a1', revision: 10 }, [b]: { write: 'b1', revision: 11 } })),
      did(7, 8, patch('a2'), written(12)),
    ],
    finding: 'is not older than a2, asked for afterwards, at 12',
  },
}

describe('the verdict on a history of the API', () => {
  for (const [name, history] of Object.entries(good)) {
    it(`finds nothing wrong with ${name}`, () => expect(judge(history)).to.deep.equal([]))
  }
  for (const [name, { history, finding }] of Object.entries(bad)) {
    it(`finds ${name}`, () => expect(judge(history).join('\n')).to.contain(finding))
  }

  it('does not pass what it cannot decide', () => {
    expect(judge(good['a life from create to delete']!, 3)).to.deep.equal(['default/a: not decided in 3 steps'])
  })
})
