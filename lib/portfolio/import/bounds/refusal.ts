/** Why nothing of a file can be read: a sentence for the person. It never repeats what the file holds. */
export class FileRefusal extends Error {
  override readonly name = "FileRefusal";
}
