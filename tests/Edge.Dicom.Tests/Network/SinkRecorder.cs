using System.Globalization;
using System.Text;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Writes down what a decoder finds; pieces of one value are joined, since how a value is cut means nothing.</summary>
internal sealed class SinkRecorder : IPduSink
{
    private readonly StringBuilder _log = new();
    private string _open = string.Empty;

    public string Log => _log.ToString();

    public void OnHeader(PduType type, uint length)
    {
        if (type != PduType.PresentationData)
        {
            _log.Append(CultureInfo.InvariantCulture, $"{type}({length}) ");
        }
    }

    public void OnBody(PduType type, ReadOnlySpan<byte> body) => _log.Append(CultureInfo.InvariantCulture, $"[{Convert.ToHexString(body)}] ");

    public void OnFragment(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> piece)
    {
        string kind = string.Create(CultureInfo.InvariantCulture, $"{contextId}{(isCommand ? 'c' : 'd')} ");
        _log.Append(_open == kind ? string.Empty : kind).Append(Convert.ToHexString(piece)).Append(isLast ? ". " : string.Empty);
        _open = isLast ? string.Empty : kind;
    }
}
