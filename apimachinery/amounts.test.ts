import { expect } from 'chai'
import {
  addAmounts, exceededNames, excessAmounts, maskAmounts, maxAmounts, nonZeroAmounts, readAmounts, writeAmounts,
} from './amounts.ts'

const few = readAmounts({ cpu: '100m', pods: '1' })
const more = readAmounts({ cpu: '1', memory: '1Mi' })

const cases: [what: string, got: () => unknown, wanted: unknown][] = [
  ['are added by name', () => writeAmounts(addAmounts(few, more)), { cpu: '1100m', pods: '1', memory: '1Mi' }],
  ['are compared by name', () => writeAmounts(maxAmounts(few, more)), { cpu: '1', pods: '1', memory: '1Mi' }],
  ['exceed one another by nothing below zero', () => writeAmounts(excessAmounts(few, more)), {
    cpu: '0', pods: '1', memory: '0',
  }],
  ['are picked by name', () => writeAmounts(maskAmounts(few, ['pods', 'memory'])), { pods: '1' }],
  ['leave out what is zero', () => writeAmounts(nonZeroAmounts(readAmounts({ cpu: '0', pods: '1' }))), { pods: '1' }],
  ['exceed limits of the same name', () => exceededNames(more, few), ['cpu']],
]

describe('Amounts', () => {
  for (const [what, got, wanted] of cases) it(what, () => expect(got()).to.eql(wanted))
})
