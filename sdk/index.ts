/**
 * What a hook author may know: `import { defineHook, drop, ms, option } from 'hookline/sdk'`.
 *
 * @packageDocumentation
 */
export * from './build.js';
export * from './capture-file.js';
export * from './checksum.js';
export * from './filter/compile-filter.js';
export * from './filter/filter-error.js';
export * from './find/dns-message.js';
export * from './find/dns-name.js';
export * from './find/quic-long-header.js';
export * from './find/tls-client-hello.js';
export * from './flow.js';
export * from './flow-counts.js';
export * from './flow-table.js';
export * from './frame.js';
export * from './hook.js';
export * from './match.js';
export * from './needle.js';
export * from './option.js';
export * from './outer-layers.js';
export * from './payload.js';
export * from './positions.js';
export * from './quantity.js';
export * from './rights.js';
export * from './rng.js';
export * from './selection.js';
export * from './stream/replacing.js';
export * from './stream/stream-editor.js';
export * from './stream/stream-edits.js';
export * from './units.js';
export * from './verdict.js';
export * from './wire/address.js';
export type { Arp } from './wire/arp.js';
export type { Eth } from './wire/eth.js';
export type { Icmp } from './wire/icmp.js';
export type { Icmpv6 } from './wire/icmpv6.js';
export type { Ipv4 } from './wire/ipv4.js';
export type { Ipv6 } from './wire/ipv6.js';
export type { Tcp } from './wire/tcp.js';
export type { TcpOptions } from './wire/tcp-options.js';
export type { Udp } from './wire/udp.js';
export type { Vlan } from './wire/vlan.js';
