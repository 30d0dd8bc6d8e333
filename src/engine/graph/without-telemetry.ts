/**
 * Imported before ONNX Runtime, for what it does: from 1.30 on its packages hold what it takes to send Microsoft what they are used for,
 * and keep a number for the machine in the user's folder, unless this variable is set when the library starts. It must be set in the main thread: what a
 * worker sets, the library does not see. Who wants it otherwise sets the variable.
 */
// oxlint-disable-next-line no-restricted-globals -- the library reads nothing else, and whoever loads it needs this
process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
