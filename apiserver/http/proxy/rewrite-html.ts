/** The attributes that hold an address, by element. Upstream: atomsToAttrs. */
const attributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href'], applet: ['codebase'], area: ['href'], audio: ['src'], base: ['href'], blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'], command: ['icon'], del: ['cite'], embed: ['src'], form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'], html: ['manifest'], iframe: ['longdesc', 'src'], img: ['longdesc', 'src', 'usemap'],
  input: ['src', 'usemap', 'formaction'], ins: ['cite'], link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'], script: ['src'], source: ['src'], video: ['poster', 'src'],
}

/** Elements whose content is no markup. */
const raw = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript'])

/** The addresses in a page's elements, rewritten; every other byte stays as it is. Takes any text, in one pass. */
export function rewriteHtml(html: string, rewrite: (url: string) => string): string {
  const out: string[] = []
  let done = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    const name = nameAt(html, at + 1)
    if (name === '') {
      at = endOfOther(html, at)
      continue
    }
    const wanted = attributes[name] ?? []
    const end = eachAttribute(html, at + 1 + name.length, (key, start, stop) => {
      if (!wanted.includes(key)) return
      const value = unescape(html.slice(start, stop))
      const next = rewrite(value)
      if (next === value) return
      out.push(html.slice(done, start), escape(next))
      done = stop
    })
    at = raw.has(name) ? endOfRaw(html, name, end) : end
  }
  return done === 0 ? html : `${out.join('')}${html.slice(done)}`
}

/** The name of an element that begins here, in lower case; '' when none does. */
function nameAt(html: string, at: number): string {
  const pattern = /[a-zA-Z][^\s/>]{0,63}/y
  pattern.lastIndex = at
  return pattern.exec(html)?.[0].toLowerCase() ?? ''
}

/** Behind a comment, a declaration, an end tag, or a `<` that is text. */
function endOfOther(html: string, at: number): number {
  if (html.startsWith('<!--', at)) return after(html, '-->', at + 4)
  if (/[!?/]/.test(html[at + 1] ?? '')) return after(html, '>', at + 2)
  return at + 1
}

function after(html: string, text: string, from: number): number {
  const found = html.indexOf(text, from)
  return found < 0 ? html.length : found + text.length
}

function endOfRaw(html: string, name: string, from: number): number {
  const pattern = new RegExp(`</${name}[\\s/>]`, 'gi')
  pattern.lastIndex = from
  return pattern.exec(html)?.index ?? html.length
}

const attribute = /[\s/]*([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/dy

/** Calls `visit` with name and value's place of every attribute of a tag; answers where the tag ends. */
function eachAttribute(html: string, from: number, visit: (key: string, start: number, stop: number) => void): number {
  let at = from
  for (;;) {
    attribute.lastIndex = at
    const match = attribute.exec(html)
    if (match === null) return after(html, '>', at)
    const [start, stop] = match.indices?.slice(2).find((one) => one !== undefined) ?? []
    if (start !== undefined && stop !== undefined) visit((match[1] ?? '').toLowerCase(), start, stop)
    at = attribute.lastIndex
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function escape(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (found) => names[found] ?? found)
}
