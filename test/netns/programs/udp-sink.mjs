import { createSocket } from 'node:dgram';

/** Takes in what comes to the ports given, so that no ICMP error goes back. */
for (const port of process.argv.slice(2)) createSocket('udp4').bind(Number(port));
