import { defineHook, option, replacing, streamEditor } from 'hookline/sdk';

/**
 * Takes a line out of what an SMTP server says it can do: STARTTLS, so that a client that does not insist on TLS sends in plain
 * text (RFC 3207 §6). The stream becomes shorter; sequence and acknowledgement numbers of both directions follow. Draws nothing.
 */
export default defineHook({
  name: 'starttls-strip',
  about: "Takes a capability out of an SMTP server's answer to EHLO.",
  scope: 'link',
  options: { keyword: option.text('the capability to take away', 'STARTTLS') },
  needs: ['modify', 'inject'],
  filter: 'tcp port (25 or 587 or 2525)',

  state: ({ keyword }) =>
    streamEditor({
      edit: replacing([
        { find: `250-${keyword}\r\n`, with: '', anyCase: true, from: 'server' },
        // The last line ends the answer and has to stay (RFC 5321 §4.2.1).
        { find: `250 ${keyword}\r\n`, with: '250 OK\r\n', anyCase: true, from: 'server' },
      ]),
    }),

  preamble(frame, ctx) {
    const before = ctx.state.edits;
    const verdict = ctx.state.handle(frame, ctx);
    if (ctx.state.edits > before) ctx.emit('stripped', { frame: frame.id });
    return verdict;
  },
});
