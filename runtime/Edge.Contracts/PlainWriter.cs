using System.Text;

namespace Edge.Contracts;

/// <summary>
/// Writes what <see cref="PlainText"/> makes harmless; line feeds and tabs stay. Put before standard output and standard error, it holds whatever a program
/// says, whoever made it up.
/// </summary>
public sealed class PlainWriter(TextWriter output) : TextWriter
{
    private const int StackLimit = 512;

    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => output.Write(Shown(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        Span<char> shown = buffer.Length <= StackLimit ? stackalloc char[buffer.Length] : new char[buffer.Length];
        for (int index = 0; index < buffer.Length; index++)
        {
            shown[index] = Shown(buffer[index]);
        }

        output.Write(shown);
    }

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Write(value.AsSpan());
        output.WriteLine();
    }

    /// <inheritdoc/>
    public override void Flush() => output.Flush();

    private static char Shown(char letter) => letter is '\n' or '\t' ? letter : PlainText.Shown(letter);
}
