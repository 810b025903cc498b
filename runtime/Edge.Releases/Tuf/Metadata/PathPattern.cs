namespace Edge.Releases.Tuf.Metadata;

/// <summary>
/// A PATHPATTERN (TUF 1.0.34 §4.5): <c>*</c> matches any letters, <c>?</c> one, <c>[ab]</c>, <c>[a-z]</c> and <c>[!a]</c> one of a set, and none
/// of them matches <c>/</c>. Letters count with their case.
/// </summary>
/// <param name="pattern">As written.</param>
internal sealed class PathPattern(string pattern)
{
    private readonly string[] _segments = pattern.Split('/');

    /// <summary>Whether it matches all of a path.</summary>
    public bool Matches(string path)
    {
        string[] segments = path.Split('/');
        return segments.Length == _segments.Length && _segments.Zip(segments).All(pair => MatchesSegment(pair.First, pair.Second));
    }

    // Only the last * is ever tried again, so that the time is at most the product of the two lengths.
    private static bool MatchesSegment(string pattern, string text)
    {
        int at = 0;
        int position = 0;
        int star = -1;
        int resume = 0;
        while (position < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                resume = position;
            }
            else if (at < pattern.Length && MatchesOne(pattern, at, text[position], out int next))
            {
                at = next;
                position++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                position = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }

    private static bool MatchesOne(string pattern, int at, char letter, out int next)
    {
        next = at + 1;
        if (pattern[at] == '?')
        {
            return true;
        }

        int close = pattern[at] == '[' ? CloseOf(pattern, at) : -1;
        if (close < 0)
        {
            return pattern[at] == letter;
        }

        next = close + 1;
        bool negated = pattern[at + 1] == '!';
        return IsInSet(pattern.AsSpan(at + (negated ? 2 : 1), close - at - (negated ? 2 : 1)), letter) != negated;
    }

    /// <summary>Where a set ends; a bracket right after its start belongs to it. Below 0 when it does not end: then [ is a letter.</summary>
    private static int CloseOf(string pattern, int open)
    {
        int first = open + 1 < pattern.Length && pattern[open + 1] == '!' ? open + 2 : open + 1;
        return first + 1 <= pattern.Length - 1 ? pattern.IndexOf(']', first + 1) : -1;
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char letter)
    {
        for (int at = 0; at < set.Length; at++)
        {
            if (at + 2 < set.Length && set[at + 1] == '-')
            {
                if (letter >= set[at] && letter <= set[at + 2])
                {
                    return true;
                }

                at += 2;
            }
            else if (set[at] == letter)
            {
                return true;
            }
        }

        return false;
    }
}
