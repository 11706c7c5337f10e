/** What one SPDY connection may make this process hold, whatever its client sends. */
export const spdyLimits = {
  /** Bytes of a control frame. Streams of kubectl carry three short headers; 16 KiB is a hundred times that. */
  controlFrame: 16 * 1024,
  /** Bytes of a header block once inflated: a frame of 16 KiB could hold 16 MiB of zeros. */
  headerBlock: 64 * 1024,
  /** Headers of a stream. */
  headers: 64,
  /** Open streams. A forwarded connection has two, so this is five hundred connections at once through one kubectl. */
  streams: 1024,
  /** Bytes received for a stream that nobody has read yet; above it the connection is not read. */
  unread: 256 * 1024,
  /** Bytes of answers to pings and refusals that a client leaves unread before it is cut off. */
  unsentControl: 1024 * 1024,
  /** Bytes of one data frame sent, so that streams take turns. */
  dataFrame: 32 * 1024,
} as const
