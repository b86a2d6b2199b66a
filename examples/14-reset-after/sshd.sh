#!/bin/sh
# An OpenSSH server on port 2222 for one run, with keys, settings and a file of 2 MB in the folder given: sh sshd.sh FOLDER
set -eu
mkdir -p -m 700 "$1"
cd "$1"
for key in host user; do
  [ -e "$key" ] || ssh-keygen -q -t ed25519 -N '' -f "$key"
done
cp user.pub authorized
head -c 2000000 /dev/zero >big
cat >ssh_config <<END
Host *
  Port 2222
  User $(id -un)
  IdentityFile $PWD/user
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  LogLevel ERROR
END
# A /run of its own, in which there is the folder that the server wants.
exec unshare --mount sh -c "mount -t tmpfs -o mode=755 tmpfs /run && mkdir -m 755 /run/sshd && exec $(command -v sshd || echo /usr/sbin/sshd) -D -e -f /dev/null -p 2222 \
  -h '$PWD/host' -o AuthorizedKeysFile='$PWD/authorized' -o StrictModes=no -o PidFile=none -o Subsystem='sftp internal-sftp'"
