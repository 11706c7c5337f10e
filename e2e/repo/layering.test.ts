import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect } from 'chai'
import { repository } from '../harness/tools.ts'

/** What each room may import, besides itself. A room is the longest prefix that matches. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  apimachinery: [],
  certs: ['apimachinery'],
  'apiserver/storage': ['apimachinery'],
  'apiserver/watch': ['apimachinery', 'apiserver/storage'],
  'apiserver/resources': ['apimachinery', 'certs'],
  'apiserver/registry': ['apimachinery', 'apiserver/storage', 'apiserver/watch', 'apiserver/resources'],
  'apiserver/admission': ['apimachinery', 'apiserver/resources', 'apiserver/registry', 'apiserver/authn'],
  'apiserver/authn': ['apimachinery'],
  'apiserver/authz': ['apimachinery', 'apiserver/authn'],
  'apiserver/metrics': ['apimachinery'],
  'apiserver/flow-control': ['apimachinery', 'apiserver/resources', 'apiserver/authn'],
  'apiserver/http': [
    'apimachinery', 'certs', 'apiserver/metrics', 'apiserver/storage', 'apiserver/watch', 'apiserver/resources',
    'apiserver/registry', 'apiserver/admission', 'apiserver/authn', 'apiserver/authz', 'apiserver/flow-control',
  ],
  apiserver: [
    'apimachinery', 'certs', 'apiserver/metrics', 'apiserver/storage', 'apiserver/watch', 'apiserver/resources',
    'apiserver/registry', 'apiserver/admission', 'apiserver/authn', 'apiserver/authz', 'apiserver/flow-control',
    'apiserver/http',
  ],
  'watchers/runtime': ['apimachinery'],
  watchers: ['apimachinery', 'watchers/runtime'],
  nodeagent: ['apimachinery', 'watchers/runtime'],
  cli: [
    'apimachinery', 'certs', 'apiserver', 'apiserver/authn', 'apiserver/authz', 'watchers', 'watchers/runtime',
    'nodeagent',
  ],
  e2e: [
    'apimachinery', 'certs', 'apiserver', 'apiserver/storage', 'apiserver/resources', 'apiserver/registry',
    'apiserver/http', 'watchers', 'watchers/runtime', 'nodeagent', 'cli',
  ],
}
const rooms = Object.keys(allowed).sort((a, b) => b.length - a.length)

/** Packages that only one room may import. */
const owners: Readonly<Record<string, string>> = {
  level: 'apiserver/storage', express: 'apiserver/http', '@peculiar/x509': 'certs', 'prom-client': 'apiserver/metrics',
}

interface Import {
  from: string
  room: string
  target: string
}

const imports = sources().flatMap((file) => importsOf(file))

describe('the layering', () => {
  it('sees the sources', () => {
    expect(imports.length).to.be.greaterThan(50)
  })

  it('lets imports go downwards only', () => {
    const wrong = imports
      .filter(({ target }) => !target.startsWith('package:'))
      .filter(({ room, target }) => roomOf(target) !== room && !allowed[room]?.includes(roomOf(target)))
    expect(wrong.map(({ from, target }) => `${from} imports ${target}`)).to.deep.equal([])
  })

  it('keeps a package in the room that owns it', () => {
    const wrong = imports.filter(({ room, target }) => {
      const owner = owners[packageOf(target)]
      return owner !== undefined && owner !== room && room !== 'e2e'
    })
    expect(wrong.map(({ from, target }) => `${from} imports ${target}`)).to.deep.equal([])
  })
})

/** `prom-client` of `package:prom-client/lib/counter.js`. */
const packageOf = (target: string): string => /^package:((?:@[^/]+\/)?[^/]+)/.exec(target)?.[1] ?? ''

function sources(): string[] {
  const tops = [...new Set(rooms.map((room) => room.split('/')[0] ?? room))]
  return tops.flatMap((top) =>
    readdirSync(join(repository, top), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(top, file)),
  )
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(repository, file), 'utf8')
  const names = [...text.matchAll(
    /^(?:import|export)\b[^'\n=]*?\bfrom '([^']+)'|^\} from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm,
  )]
  return names.map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''
    const target = name.startsWith('.') ? relative('.', normalize(join(dirname(file), name))) : `package:${name}`
    return { from: file, room: roomOf(file), target }
  })
}

function roomOf(file: string): string {
  return rooms.find((room) => file.startsWith(`${room}/`)) ?? ''
}
