const slash = 0x2f

/** The path without slashes at its end. A regular expression would look at each of many slashes again and again. */
export function withoutTrailingSlashes(path: string): string {
  let end = path.length
  while (end > 0 && path.charCodeAt(end - 1) === slash) end--
  return path.slice(0, end)
}

/** The path without slashes at either end. */
export function withoutOuterSlashes(path: string): string {
  let start = 0
  while (start < path.length && path.charCodeAt(start) === slash) start++
  return withoutTrailingSlashes(path.slice(start))
}
