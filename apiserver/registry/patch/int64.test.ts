import { expect } from 'chai'
import fc from 'fast-check'
import { parseExactJson } from '../../../apimachinery/exact-json.ts'
import { decodeJson } from '../../resources/schema/decode.ts'
import { decodeUnstructured } from '../../resources/schema/from-unstructured.ts'
import { builtinSchema } from '../../resources/schema/load.ts'
import { applyJsonPatch } from './json-patch.ts'
import { applyMergePatch } from './merge-patch.ts'
import { applyStrategicPatch } from './strategic.ts'

const pod = builtinSchema().struct('core/v1.Pod')
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

const podWith = (seconds: bigint): any => decodeJson(`{"spec":{"activeDeadlineSeconds":${seconds}}}`, pod).object
const secondsOf = (object: any): string => JSON.stringify(object.spec.activeDeadlineSeconds)

describe('64-bit integers', () => {
  it('are copied, tested and set by patches of every kind', () => {
    fc.assert(fc.property(int64, int64, (one, other) => {
      const object = podWith(one)
      const value = parseExactJson(String(other))
      const test = () => applyJsonPatch(object, [{ op: 'test', path: '/spec/activeDeadlineSeconds', value }])
      if (one === other) expect(test).not.to.throw()
      else expect(test).to.throw()
      const patch = { spec: { activeDeadlineSeconds: value } }
      expect(secondsOf(applyMergePatch(object, patch))).to.equal(String(other))
      expect(secondsOf(decodeUnstructured(applyStrategicPatch(object, patch, pod), pod).object)).to.equal(String(other))
    }))
  })
})
