// The calculation itself, in a worker of its own: the page stays quick meanwhile.
import "altcha/workers/pbkdf2";
