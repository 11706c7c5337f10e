import { expect } from 'chai'
import { describeKinds } from '../kind-suite.ts'
import { admissionregistrationRows } from './rows.ts'

describeKinds(admissionregistrationRows, new URL('cases.yaml', import.meta.url))
describeKinds(admissionregistrationRows, new URL('rules.yaml', import.meta.url))

describe('a policy binding in a table', () => {
  it('shows the selector of its parameters by its Go type', () => {
    const { columns } = admissionregistrationRows.find(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding')!
    const selector = {
      matchLabels: { b: '2', a: '1' }, matchExpressions: [{ key: 'env', operator: 'In', values: ['x', 'y'] }],
    }
    const object = { apiVersion: '', kind: '', metadata: { name: 'a' }, spec: { paramRef: { selector } } }
    expect(columns[2]!.cell(object, new Date())).to.equal(
      '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},' +
      'MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:env,Operator:In,Values:[x y],},},}')
  })
})
