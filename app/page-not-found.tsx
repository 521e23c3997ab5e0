import Link from "next/link";

/** Shown instead of a page that does not exist, or is not the viewer's. */
export function PageNotFound() {
  return (
    <>
      <h1 tabIndex={-1}>Page not found</h1>
      <p className="mt-4">
        There is nothing here, or it belongs to somebody else. Check the address, or go to{" "}
        <Link href="/home">your home page</Link>.
      </p>
    </>
  );
}
