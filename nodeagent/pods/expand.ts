/**
 * Replaces `$(NAME)` by the value of a known variable; `$$` is a dollar sign, an unknown name stays as it is.
 * Upstream: third_party/forked/golang/expansion.
 */
export function expand(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (valueOf(name) ?? whole),
  )
}
