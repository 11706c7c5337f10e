import { expect } from 'chai'
import type { Action, Answer, Version } from '../consistency/load/operation.ts'
import { checkRound, type Round } from './check.ts'
import type { Event } from './target.ts'

const version = (write: string, revision: number): Version => ({ write, revision })
const put = (key: string, write: string, revision: number): Event => ({
  type: 'put', key, version: version(write, revision),
})
const deletion = (key: string, write: string, revision: number): Event => ({
  type: 'delete', key, version: version(write, revision),
})
const create = (write: string): Action => ({ verb: 'create', write, color: '' })
const replace = (write: string, expected: number): Action => ({ verb: 'replace', write, color: '', expected })
const written = (revision: number): Answer => ({ outcome: 'written', revision })

/**
 * A life in which nothing went wrong: `a` replaced, `b` created, `c` deleted,
 * and a creation of `d` under way at the kill.
 */
const sound: Round = {
  before: { revision: 3, objects: new Map([['a', version('w1', 2)], ['c', version('w2', 3)]]) },
  attempts: [
    { key: 'a', action: replace('w3', 2), answer: written(4) },
    { key: 'a', action: replace('w9', 2), answer: { outcome: 'conflict' } },
    { key: 'b', action: create('w4'), answer: written(5) },
    { key: 'c', action: { verb: 'delete', expected: 3 }, answer: { outcome: 'deleted' } },
    { key: 'd', action: create('w5'), answer: undefined },
  ],
  told: [put('a', 'w3', 4), put('b', 'w4', 5)],
  events: [put('a', 'w3', 4), put('b', 'w4', 5), deletion('c', 'w2', 6)],
  after: { revision: 6, objects: new Map([['a', version('w3', 4)], ['b', version('w4', 5)]]) },
}

const faultsOf = (change: Partial<Round>): string => checkRound({ ...sound, ...change }).join('\n')
const objects = (...entries: [string, Version][]) => new Map([...sound.after.objects, ...entries])

describe('what is checked after a kill', () => {
  it('finds nothing where nothing went wrong, whether or not the write under way was made', () => {
    expect(faultsOf({})).to.equal('')
    const events = [...sound.events, put('d', 'w5', 7)]
    expect(faultsOf({ events, after: { revision: 7, objects: objects(['d', version('w5', 7)]) } })).to.equal('')
  })

  it('finds an acknowledged write that is lost, a replaced one too', () => {
    const lost = { events: sound.events.slice(0, 2), after: { revision: 6, objects: objects(['c', version('w2', 3)]) } }
    expect(faultsOf(lost)).to.equal('delete c was acknowledged ({"outcome":"deleted"}) and is lost')
    const attempts = [...sound.attempts, { key: 'a', action: replace('w6', 4), answer: written(5) }]
    expect(faultsOf({ attempts })).to.match(/^replace a was acknowledged .*"revision":5.* and is lost$/)
  })

  it('finds an object that its events do not explain', () => {
    expect(faultsOf({ after: { revision: 6, objects: objects(['a', version('w1', 2)]) } }))
      .to.equal('a is w1 at 2 where its events say w3 at 4')
    expect(faultsOf({ after: { revision: 6, objects: objects(['e', version('w7', 6)]) } }))
      .to.equal('e is w7 at 6 where its events say not there')
  })

  it('finds a write that was refused, that nobody tried, or that replaced something else than it said', () => {
    const made = (write: string) => ({
      events: [...sound.events, put('a', write, 7)], after: { revision: 7, objects: objects(['a', version(write, 7)]) },
    })
    expect(faultsOf(made('w9'))).to.equal('nobody made put a: w9 at 7')
    expect(faultsOf(made('w8'))).to.equal('nobody made put a: w8 at 7')
    const attempts = [...sound.attempts, { key: 'a', action: replace('w8', 2), answer: undefined }]
    expect(faultsOf({ ...made('w8'), attempts })).to.equal('nobody made put a: w8 at 7')
  })

  it('finds a revision that is another than was acknowledged, is given twice, or goes back', () => {
    const events = [put('a', 'w3', 4), put('b', 'w4', 4), deletion('c', 'w2', 6)]
    expect(faultsOf({ events })).to.contain('b has revision 4 after revision 4').and.to.contain(
      'create b was acknowledged',
    )
    expect(faultsOf({ after: { ...sound.after, revision: 5 } })).to.equal('the revision went back from 6 to 5')
  })

  it('finds that a watcher was told of what is not there', () => {
    expect(faultsOf({ told: [...sound.told, put('e', 'w7', 6)] })).to.match(/^a watcher was told of .*"w7"/)
    expect(faultsOf({ told: sound.told.slice(1) }), 'a gap').to.match(/^a watcher was told of/)
  })
})
