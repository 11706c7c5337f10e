import generated from './template-layout.json' with { type: 'json' }

/** A field of a Go struct: its name in Go, in JSON (null where it is embedded), and its type. */
export type LayoutField = [go: string, name: string | null, type: string]

/** Per Go type its fields in Go's order, or the type it is another name of. */
export type Layout = Record<string, LayoutField[] | string>

/** The Go types a pod template is made of, as generate-layout.ts found them. */
export const templateLayout = generated as unknown as Layout
