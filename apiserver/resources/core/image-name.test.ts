import { expect } from 'chai'
import { imageTag } from './image-name.ts'

describe('imageTag', () => {
  const tags: [string, string][] = [
    ['nginx', 'latest'], ['nginx:1.27', '1.27'], ['example.com:5000/a/b', 'latest'], ['localhost/a:x', 'x'],
    ['[::1]:5000/a', 'latest'],
    ['A/b', 'latest'], [`a@sha256:${'0'.repeat(64)}`, ''],
  ]
  for (const [reference, tag] of tags) {
    it(`is '${tag}' for ${reference}`, () => expect(imageTag(reference)).to.equal(tag))
  }

  for (const reference of ['../a', 'fd00::/64', '-a/b', 'a//b', 'Nginx', 'a.-b.com/c', 'f'.repeat(64), '']) {
    it(`is none for '${reference}', which is no reference`, () => expect(imageTag(reference)).to.equal(''))
  }
})
