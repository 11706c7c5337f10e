import { parseCronSchedule } from '../../apimachinery/cron-schedule.ts'
import { parseFieldSelector } from '../../apimachinery/field-selectors.ts'
import { goDurationNanoseconds } from '../../apimachinery/go-duration.ts'
import { goRegexpError } from '../../apimachinery/go-regexp.ts'
import * as names from '../../apimachinery/names.ts'
import { parseQuantity } from '../../apimachinery/quantity.ts'
import { parseLabelSelector } from '../../apimachinery/selectors.ts'
import { negotiate } from '../../apiserver/http/accept.ts'
import { parseRequestInfo } from '../../apiserver/http/request-info.ts'
import { decodeContinue } from '../../apiserver/registry/continue-token.ts'
import { pemBlocks } from '../../apiserver/resources/certificates/pem.ts'
import { imageTag } from '../../apiserver/resources/core/image-name.ts'
import { decodeValue, duplicateFields } from '../../apiserver/resources/schema/decode.ts'
import { decodeUnstructured } from '../../apiserver/resources/schema/from-unstructured.ts'
import { parseJson } from '../../apiserver/resources/schema/json-text.ts'
import { structFor } from '../../apiserver/resources/schema/kinds.ts'
import { readBase64, readTime } from '../../apiserver/resources/schema/scalars.ts'
import { decodeYaml } from '../../apiserver/resources/schema/yaml.ts'
import { createResizeReader } from '../../nodeagent/server/remotecommand/resize-events.ts'
import { createFrameReader } from '../../nodeagent/server/spdy/frames.ts'
import { grown, type GrowingInput, of } from './growing-input.ts'

const pod = structFor('v1', 'Pod')!
type Shapes = Readonly<Record<string, (size: number) => string>>
const texts = (run: (text: string) => unknown, shapes: Shapes): GrowingInput[] =>
  Object.entries(shapes).map(([name, make]) => of(name, make, run))
/** The same text so many times. */
const times = (text: string) => (size: number): string => text.repeat(size)
const listed = (size: number, one: (at: number) => string, between = ','): string =>
  Array.from({ length: size }, (_, at) => one(at)).join(between)

const json = texts((text) => decodeValue(parseJson(text), pod), {
  'JSON: escaped quotes': (size) => `{"a":"${'\\"'.repeat(size)}"}`,
  'JSON: backslashes': (size) => `{"a":"${'\\\\'.repeat(size)}"}`,
  'JSON: one name again and again': (size) => `{${'"a":1,'.repeat(size)}"a":1}`,
  'JSON: one label again and again': (size) => `{"metadata":{"labels":{${'"a":"1",'.repeat(size)}"a":"1"}}}`,
  'JSON: unknown fields': (size) => `{${listed(size, (at) => `"x${at}":1`)}}`,
  'JSON: a long number': (size) => `{"spec":{"activeDeadlineSeconds":${'1'.repeat(size)}}}`,
  'JSON: a long fraction': (size) => `{"spec":{"activeDeadlineSeconds":0.${'1'.repeat(size)}}}`,
  'JSON: numbers of odd forms': (size) => `{"x":[${'1.0,1e3,'.repeat(size)}1]}`,
  'JSON: broken at its end': (size) => `[${'1,'.repeat(size)}`,
  'JSON: brackets': times('['),
  'JSON: spaces': times(' '),
})

const yaml = texts((text) => decodeYaml(text), {
  'YAML: a list': times('- a\n'),
  'YAML: comments': times('#a\n'),
  'YAML: empty lines': times(' \n'),
  'YAML: spaces': (size) => `${' '.repeat(size)}a`,
  'YAML: documents': times('---\n'),
  'YAML: dashes': times('-'),
  'YAML: escapes': (size) => `"${'\\n'.repeat(size)}"`,
  'YAML: folded lines': (size) => `>\n${'  a\n'.repeat(size)}`,
  'YAML: a plain text of many lines': (size) => `a: ${'b\n  '.repeat(size)}`,
  'YAML: a flow': (size) => `[${'{a: b},'.repeat(size)}]`,
  'YAML: open brackets': times('['),
  'YAML: many keys': (size) => listed(size, (at) => `k${at}: v`, '\n'),
  'YAML: one key again and again': times('k: v\n'),
  'YAML: colons': times('a:'),
  'YAML: question marks': times('? '),
  'YAML: anchors': (size) => listed(size, (at) => `- &a${at} x`, '\n'),
  'YAML: merged keys': (size) => `a: &a {${listed(size, (at) => `k${at}: v`, ', ')}}\nb:\n  <<: *a`,
  'YAML: a long number': (size) => `a: ${'1'.repeat(size)}`,
  'YAML: nearly a number': (size) => `a: ${'1_'.repeat(size)}x`,
  'YAML: nearly a fraction': (size) => `a: ${'1'.repeat(size)}.${'1'.repeat(size)}x`,
  'YAML: tags': times('!a '),
  'YAML: tabs': times('\t'),
  'YAML: directives': (size) => `${'%a\n'.repeat(size)}---\n`,
})

const others: GrowingInput[] = [
  of('repeated names of a patch', (size) => parseJson(`{${'"a":1,'.repeat(size)}"a":1}`), (value) =>
    duplicateFields(value)),
  of(
    'unknown fields behind a patch',
    (size) => Object.fromEntries(Array.from({ length: size }, (_, at) => [`x${at}`, 1])),
    (value) => decodeUnstructured(value, pod),
  ),
  ...texts(readTime, { 'a time with a long fraction': (size) => `2026-01-01T00:00:00.${'1'.repeat(size)}` }),
  ...texts(readBase64, {
    'base64 that ends badly': (size) => `${'AAAA'.repeat(size)}!`, 'base64 in lines': times('AAAA\n'),
  }),
  ...texts(pemBlocks, {
    'PEM that begins and never ends': times('-----BEGIN A-----\n'),
    'PEM that begins in many ways': (size) => listed(size, (at) => `-----BEGIN ${at}-----\n`, ''),
    'PEM with headers': (size) => `-----BEGIN A-----\n${'a: b\n'.repeat(size)}-----END A-----\n`,
    'PEM on one line': times('-----BEGIN '),
  }),
  ...texts(imageTag, {
    'an image': (size) => `${'a'.repeat(size)}:`, 'an image of dashes': (size) => `a${'-'.repeat(size)}`,
  }),
  ...texts(goDurationNanoseconds, {
    'a duration': (size) => `${'11s'.repeat(size)}!`, 'a long number in a duration': times('1'),
  }),
  ...texts(parseQuantity, {
    'a quantity': (size) => `${'1'.repeat(size)}x`, 'zeros of a quantity': (size) => `1${'0'.repeat(size)}`,
    'a suffix': (size) => `1${'E'.repeat(size)}x`,
  }),
  ...texts(parseCronSchedule, {
    'a schedule': (size) => `${'*,'.repeat(size)}* * * * *`, 'spaces of a schedule': (size) => `*${' '.repeat(size)}x`,
  }),
  ...texts(goRegexpError, {
    'a pattern': times('a'), 'classes of a pattern': times('[a-z]'),
    'a class without end': (size) => `[${'a'.repeat(size)}`, 'groups of a pattern': times('(?P<n>'),
  }),
  ...texts(parseLabelSelector, {
    'values of a label selector': (size) => `a in (${listed(size, (at) => `v${at}`)})`,
    'terms of a label selector': (size) => listed(size, (at) => `a${at}=b`),
    'a label selector that ends badly': (size) => `${'a,'.repeat(size)}(`,
  }),
  ...texts(parseFieldSelector, { 'terms of a field selector': (size) => listed(size, (at) => `a${at}=b`) }),
  ...texts(negotiate, {
    'wishes of an Accept header': times('a/b;q=1,'), 'parameters of a wish': (size) => `a/b${';a=b'.repeat(size)}`,
  }),
  ...texts((path) => parseRequestInfo('GET', path, new URLSearchParams()), {
    'slashes of a path': (size) => `/api/v1${'/'.repeat(size)}a`,
  }),
  ...texts(decodeContinue, {
    'a continue token': (size) =>
      Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: 'a/'.repeat(size) })).toString('base64url'),
  }),
  of('data frames of SPDY', (size) => Buffer.from('000000010000000141'.repeat(size), 'hex'), (bytes) =>
    createFrameReader()(bytes)),
  of('sizes of a terminal', (size) => Buffer.from('{"Width":1,"Height":2}'.repeat(size)), (bytes) =>
    createResizeReader(() => {})(bytes)),
  of('what is no size of a terminal', (size) => Buffer.from('}'.repeat(size)), (bytes) =>
    createResizeReader(() => {})(bytes)),
]

const rules = Object.entries(names).filter((entry): entry is [string, (name: string) => string[]] =>
  typeof entry[1] === 'function' && entry[0].startsWith('is') && !/Range|Num|Id$/.test(entry[0]))
const pieces = ['a', 'a.', 'a-', '-', '1', '1.', ':', 'a/', '0:']
const nameRules = rules.flatMap(
  ([name, rule]) => pieces.map((piece) => of(`${name} of ${piece}${piece}…`, (size) => `${piece.repeat(size)}!`, rule)),
)

/** What clients may send, in any size, and what reads it. */
export const growingInputs: readonly GrowingInput[] = [...json, ...yaml, ...others, ...nameRules, ...grown]
