// Runs on any Node from 20 on, with nothing installed yet: plain JavaScript, no dependencies.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Installs what is missing, then runs `script` (TypeScript) on the project's own Node until it ends. */
export function runOnPinnedNode(script, args) {
  process.chdir(root);
  if (Number(process.versions.node.split(".")[0]) < 20) {
    stop(`Node ${process.versions.node} is too old to begin with. Install Node 20 or newer.`);
  }
  installDependencies();
  const child = spawn(pinnedNode(), ["--conditions=react-server", join(root, script), ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH ?? ""}` },
  });
  // Ctrl-C reaches the child by itself. When this process is killed, the child sees the channel close.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) endWithParent(child);
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** A signal to npm alone ends npm's shell and is not passed on. A changed parent process is the only trace of it. */
function endWithParent(child) {
  const parent = process.ppid;
  const look = () => process.ppid !== parent && child.kill("SIGTERM");
  setInterval(look, 500).unref();
}

function installDependencies() {
  const reason = whyInstall();
  if (!reason) return;
  if (!mayWrite(root)) {
    stop(`Cannot install the dependencies: ${root} cannot be written to. Copy it to where it can.`);
  }
  console.log(`Installing dependencies (${reason}).`);
  const installed = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (installed.error) stop(`npm could not be run: ${installed.error.message}.`);
  if (installed.status !== 0) stop("The dependencies could not be installed; npm says why above.");
}

function mayWrite(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** npm records what it installed in a lock file of its own, written last. Without it, the install is not complete. */
function whyInstall() {
  const noted = packagesOf("node_modules/.package-lock.json");
  if (!noted) return "node_modules is missing or incomplete";
  const wanted = packagesOf("package-lock.json");
  if (!wanted) stop("package-lock.json cannot be read. Restore it from the repository.");
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || entry.optional) continue;
    if (noted[path]?.version !== entry.version) return "package-lock.json has changed";
  }
  return "";
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** The npm package `node` fetches its program in an install script, which npm may have skipped. */
function pinnedNode() {
  const home = join(root, "node_modules/node");
  const program = join(home, process.platform === "win32" ? "bin/node.exe" : "bin/node");
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  if (answers(program, version)) return program;
  if (process.versions.node === version) return process.execPath;
  console.log(`Fetching Node ${version}.`);
  spawnSync(process.execPath, ["installArchSpecificPackage.js"], { cwd: home, stdio: "inherit" });
  if (answers(program, version)) return program;
  return stop(`Node ${version} could not be fetched. Install it, or connect to the npm registry.`);
}

function answers(program, version) {
  if (!existsSync(program)) return false;
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout?.trim() === `v${version}`;
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
