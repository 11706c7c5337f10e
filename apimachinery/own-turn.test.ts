import { expect } from 'chai'
import { ownTurn } from './own-turn.ts'

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe('turns', () => {
  it('are given one at a time, in order, and others get theirs between', async () => {
    const seen: string[] = []
    const all = ['a', 'b', 'c'].map((name) => ownTurn().then(() => seen.push(name)))
    for (let at = 0; at < 3; at++) {
      await turn()
      seen.push('other')
    }
    await Promise.all(all)
    expect(seen).to.deep.equal(['a', 'other', 'b', 'other', 'c', 'other'])
  })

  it('begin again after a rest', async () => {
    await ownTurn()
    await Promise.all([ownTurn(), ownTurn()])
  })
})
