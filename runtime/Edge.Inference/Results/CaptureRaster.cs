namespace Edge.Inference.Results;

/// <summary>A true-colour picture that can be drawn on.</summary>
/// <param name="rows">Rows.</param>
/// <param name="columns">Columns.</param>
internal sealed class CaptureRaster(int rows, int columns)
{
    /// <summary>Samples of a pixel.</summary>
    private const int Samples = 3;

    /// <summary>Rows.</summary>
    public int Rows => rows;

    /// <summary>Columns.</summary>
    public int Columns => columns;

    /// <summary>Red, green and blue of each pixel, row by row; black at first.</summary>
    public byte[] Pixels { get; } = new byte[Samples * rows * columns];

    /// <summary>Colours a pixel; one outside is left out.</summary>
    public void Set(int row, int column, DisplayColour colour)
    {
        if ((uint)row < (uint)rows && (uint)column < (uint)columns)
        {
            int at = Samples * ((row * columns) + column);
            Pixels[at] = colour.Red;
            Pixels[at + 1] = colour.Green;
            Pixels[at + 2] = colour.Blue;
        }
    }

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int top, int left, int height, int width, DisplayColour colour)
    {
        for (int row = top; row < top + height; row++)
        {
            for (int column = left; column < left + width; column++)
            {
                Set(row, column, colour);
            }
        }
    }

    /// <summary>Puts a picture into the upper left corner, each of its pixels enlarged to a square.</summary>
    /// <param name="rgb">Red, green and blue of each pixel.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="scale">Side of the square, from 1.</param>
    public void Place(ReadOnlySpan<byte> rgb, int width, int scale)
    {
        int height = rgb.Length / Samples / width;
        for (int row = 0; row < height * scale; row++)
        {
            ReadOnlySpan<byte> from = rgb.Slice(Samples * width * (row / scale), Samples * width);
            Span<byte> to = Pixels.AsSpan(Samples * columns * row, Samples * width * scale);
            for (int column = 0; column < width * scale; column++)
            {
                from.Slice(Samples * (column / scale), Samples).CopyTo(to[(Samples * column)..]);
            }
        }
    }

    /// <summary>Draws a box whose line lies inside its edges.</summary>
    public void Box(int top, int left, int bottom, int right, int line, DisplayColour colour)
    {
        Fill(top, left, line, right - left, colour);
        Fill(bottom - line, left, line, right - left, colour);
        Fill(top, left, bottom - top, line, colour);
        Fill(top, right - line, bottom - top, line, colour);
    }

    /// <summary>Draws the outline of a mask along the inner side of its edge.</summary>
    /// <param name="mask">1 within, [rows, width].</param>
    /// <param name="width">Columns of the mask.</param>
    /// <param name="scale">How many pixels one of the mask takes.</param>
    /// <param name="line">Width of the line, at most <paramref name="scale"/> where that is above 1.</param>
    /// <param name="colour">Colour.</param>
    public void Outline(ReadOnlySpan<byte> mask, int width, int scale, int line, DisplayColour colour)
    {
        int height = mask.Length / width;
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                if (mask[(row * width) + column] == 0)
                {
                    continue;
                }

                (int top, int left) = (row * scale, column * scale);
                FillIf(row == 0 || mask[((row - 1) * width) + column] == 0, top, left, line, scale, colour);
                FillIf(row == height - 1 || mask[((row + 1) * width) + column] == 0, top + scale - line, left, line, scale, colour);
                FillIf(column == 0 || mask[(row * width) + column - 1] == 0, top, left, scale, line, colour);
                FillIf(column == width - 1 || mask[(row * width) + column + 1] == 0, top, left + scale - line, scale, line, colour);
            }
        }
    }

    /// <summary>Writes one line of text.</summary>
    /// <param name="top">Row of the upper edge.</param>
    /// <param name="left">Column of the left edge.</param>
    /// <param name="text">The text; a character without a form shows as a box.</param>
    /// <param name="scale">Pixels for each dot of a letter.</param>
    /// <param name="colour">Colour.</param>
    public void Write(int top, int left, string text, int scale, DisplayColour colour)
    {
        for (int index = 0; index < text.Length; index++)
        {
            for (int row = 0; row < BitmapFont.Height; row++)
            {
                for (int column = 0; column < BitmapFont.Width; column++)
                {
                    if (BitmapFont.IsSet(text[index], row, column))
                    {
                        Fill(top + (row * scale), left + (((index * BitmapFont.Advance) + column) * scale), scale, scale, colour);
                    }
                }
            }
        }
    }

    private void FillIf(bool edge, int top, int left, int height, int width, DisplayColour colour)
    {
        if (edge)
        {
            Fill(top, left, height, width, colour);
        }
    }
}
