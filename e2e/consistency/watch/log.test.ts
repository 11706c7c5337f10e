import { expect } from 'chai'
import type { Action, Answer, Operation } from '../load/operation.ts'
import { changeLog } from './log.ts'
import type { SeenEvent, Stream } from './stream.ts'

const key = 'one/a'
const did = (invoked: number, returned: number | undefined, action: Action, answer?: Answer): Operation => ({
  client: 0, key, action, invoked, returned, answer,
})
const create = (write: string): Action => ({ verb: 'create', write, color: 'red' })
const replace = (write: string, expected?: number): Action => ({ verb: 'replace', write, color: 'blue', expected })
const remove: Action = { verb: 'delete', expected: undefined }
const written = (revision: number): Answer => ({ outcome: 'written', revision })
const deleted: Answer = { outcome: 'deleted' }
const event = (type: SeenEvent['type'], revision: number, write: string, color = 'blue'): SeenEvent => ({
  type, key, revision, write, color,
})
const watched = (...seen: SeenEvent[]): Stream =>
  ({
    name: 'watcher',
    scope: { namespace: '', color: '', name: '' },
    sessions: [{ beginning: { kind: 'after', revision: 0 }, seen, error: undefined }],
  })

const list = (revision: number, ...[item]: [string, number][]): Operation => {
  const items = new Map(item ? [[key, { write: item[0], revision: item[1] }]] : [])
  return { ...did(90, 91, { verb: 'list' }, { outcome: 'listed', revision, items }), key: 'one' }
}

const life = [did(1, 2, create('w1'), written(5)), did(3, 4, replace('w2', 5), written(7)), did(5, 6, remove, deleted)]
const findings = (history: Operation[], ...seen: SeenEvent[]): string =>
  changeLog(history, [watched(...seen)]).findings.join('\n')
const end = event('DELETED', 8, 'w2')

describe('the log of what happened', () => {
  it('has every acknowledged write, and deletions as watchers saw them', () => {
    const { changes, findings: none } = changeLog(life, [watched(end)])
    expect(none).to.deep.equal([])
    expect(changes.map(({ kind, revision, write }) => `${kind} ${write} at ${revision}`))
      .to.deep.equal(['put w1 at 5', 'put w2 at 7', 'delete w2 at 8'])
  })

  it('has a write without an answer when a watcher saw it', () => {
    const history = [...life.slice(0, 1), did(3, undefined, replace('w2', 5))]
    expect(changeLog(history, []).changes).to.have.length(1)
    const { changes, findings: none } = changeLog(history, [watched(event('MODIFIED', 7, 'w2'))])
    expect([changes.length, none]).to.deep.equal([2, []])
  })

  it('agrees with lists of the state at any revision', () => {
    const lists = [list(4), list(5, ['w1', 5]), list(6, ['w1', 5]), list(7, ['w2', 7]), list(9)]
    expect(findings([...life, ...lists], end)).to.equal('')
  })

  it('does not take an object that no longer matches for a deleted one', () => {
    const ofReds: Stream = {
      ...watched(event('DELETED', 7, 'w1', 'red')), scope: { namespace: '', color: 'red', name: '' },
    }
    expect(changeLog(life.slice(0, 2), [ofReds]).findings).to.deep.equal([])
  })

  const wrong: Record<string, { history: Operation[]; seen: SeenEvent[]; finding: string }> = {
    'a write that nobody asked for': {
      history: life.slice(0, 2), seen: [event('MODIFIED', 8, 'w9')], finding: 'nobody asked for w9',
    },
    'a write that was refused': {
      history: [...life.slice(0, 2), did(7, 8, replace('w3', 5), { outcome: 'conflict' })],
      seen: [event('MODIFIED', 8, 'w3')], finding: 'but it was refused',
    },
    'a write that was done twice': {
      history: life.slice(0, 2), seen: [event('MODIFIED', 8, 'w2')], finding: 'w2 was written twice: at 7 and at 8',
    },
    'two changes at one revision': {
      history: life.slice(0, 2), seen: [event('MODIFIED', 7, 'w1', 'red')], finding: 'revision 7 is both',
    },
    'an object in a color that nobody gave it': {
      history: life.slice(0, 2), seen: [event('MODIFIED', 7, 'w2', 'red')], finding: 'revision 7 is both',
    },
    'a create of what exists': {
      history: [...life.slice(0, 1), did(3, 4, create('w2'), written(7))], seen: [],
      finding: 'is a create, but there was w1',
    },
    'an update of what is gone': {
      history: [...life, did(7, 8, replace('w3'), written(9))], seen: [end],
      finding: 'w3 of one/a at 9 in blue replaces nothing',
    },
    'an update of another version': {
      history: [...life.slice(0, 2), did(5, 6, replace('w3', 5), written(8))],
      seen: [],
      finding: 'but was to replace 5',
    },
    'a deletion of another version': {
      history: life, seen: [event('DELETED', 8, 'w1', 'red')],
      finding: 'the deletion of one/a (w1) at 8, but there was w2',
    },
    'a deletion that nobody was told of': {
      history: life, seen: [], finding: 'was deleted 0 times; 1 deletions were acknowledged',
    },
    'a deletion that nobody asked for': {
      history: life.slice(0, 2), seen: [end], finding: 'was deleted 1 times; 0 deletions were acknowledged',
    },
    'a write that happened, and no watcher was told of': {
      history: [...life.slice(0, 1), did(3, undefined, replace('w2', 5)), list(6, ['w2', 6])], seen: [],
      finding: 'a list at 6 has one/a at 6 (w2): w1',
    },
    'a deletion that happened, and no watcher was told of': {
      history: [...life.slice(0, 1), did(3, undefined, remove), list(6)], seen: [],
      finding: 'a list at 6 has one/a not: w1',
    },
    'an event of what was undone since': {
      history: [...life.slice(0, 1), did(3, undefined, replace('w2', 5)), list(9, ['w1', 5])],
      seen: [event('MODIFIED', 7, 'w2')], finding: 'a list at 9 has one/a at 5 (w1): w2',
    },
    'a revision that goes back': {
      history: [...life.slice(0, 1), did(3, 4, replace('w2'), written(4))], seen: [],
      finding: 'w2 has revision 4, but w1 was acknowledged before at 5',
    },
  }
  for (const [name, { history, seen, finding }] of Object.entries(wrong)) {
    it(`finds ${name}`, () => expect(findings(history, ...seen)).to.contain(finding))
  }
})
