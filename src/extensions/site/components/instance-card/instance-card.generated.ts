/**
 * The manifest's `editorElement`, as `wix generate manifest` would derive it from the props and the styles. That command
 * requires a login, so this file was written by hand. instance-card.generated.test.ts checks it against both.
 * instance-card.extension.ts holds the overrides of derived values.
 */
import {
  CSS_PROPERTIES,
  DATA,
  ELEMENTS,
  NATIVE_STATE_TYPE,
  type DataItem,
  type EditorElement,
} from '@wix/react-component-schema';
import type { InstanceCardProps } from './instance-card.props.ts';

const TEXT_STYLE = {
  font: {},
  lineHeight: {},
  letterSpacing: {},
  textTransform: {},
  textAlign: {},
  color: {},
};

export const editorElement = {
  selector: '.instance-card',
  displayName: 'Instance card',
  description: 'Shows the app, its plan and the site’s name.',
  data: {
    heading: { dataType: DATA.DATA_TYPE.text, displayName: 'Heading', text: { maxLength: 100 } },
    headingTag: {
      dataType: DATA.DATA_TYPE.textEnum,
      displayName: 'Heading level',
      textEnum: {
        options: [
          { value: 'h2', displayName: 'Heading 2' },
          { value: 'h3', displayName: 'Heading 3' },
          { value: 'h4', displayName: 'Heading 4' },
          { value: 'h5', displayName: 'Heading 5' },
          { value: 'h6', displayName: 'Heading 6' },
          { value: 'p', displayName: 'Paragraph' },
        ],
      },
    },
    showPlan: { dataType: DATA.DATA_TYPE.booleanValue, displayName: 'Show the plan' },
    showSite: { dataType: DATA.DATA_TYPE.booleanValue, displayName: 'Show the site' },
    appearance: {
      dataType: DATA.DATA_TYPE.textEnum,
      displayName: 'Appearance',
      textEnum: {
        options: [
          { value: 'auto', displayName: 'As the visitor prefers' },
          { value: 'light', displayName: 'Light' },
          { value: 'dark', displayName: 'Dark' },
        ],
      },
    },
    direction: { dataType: DATA.DATA_TYPE.direction, displayName: 'Direction' },
    appLabel: { dataType: DATA.DATA_TYPE.text, displayName: 'App label' },
    planLabel: { dataType: DATA.DATA_TYPE.text, displayName: 'Plan label' },
    siteLabel: { dataType: DATA.DATA_TYPE.text, displayName: 'Site label' },
    freePlanName: { dataType: DATA.DATA_TYPE.text, displayName: 'Free plan name' },
  } satisfies Record<Exclude<keyof InstanceCardProps, 'id' | 'className'>, DataItem>,
  states: {
    hover: { displayName: 'Hover', pseudoClass: NATIVE_STATE_TYPE.hover },
  },
  elements: {
    heading: {
      elementType: ELEMENTS.ELEMENT_TYPE.inlineElement,
      inlineElement: {
        selector: '.card-heading',
        displayName: 'Heading',
        behaviors: { removable: false, selectable: true },
        cssProperties: TEXT_STYLE,
      },
    },
    label: {
      elementType: ELEMENTS.ELEMENT_TYPE.inlineElement,
      inlineElement: {
        selector: '.card-label',
        displayName: 'Labels',
        behaviors: { removable: false, selectable: true },
        cssProperties: TEXT_STYLE,
      },
    },
    value: {
      elementType: ELEMENTS.ELEMENT_TYPE.inlineElement,
      inlineElement: {
        selector: '.card-value',
        displayName: 'Values',
        behaviors: { removable: false, selectable: true },
        cssProperties: TEXT_STYLE,
      },
    },
    link: {
      elementType: ELEMENTS.ELEMENT_TYPE.inlineElement,
      inlineElement: {
        selector: '.card-link',
        displayName: 'Site link',
        behaviors: { removable: false, selectable: true },
        states: {
          hover: { displayName: 'Hover', pseudoClass: NATIVE_STATE_TYPE.hover },
          focus: { displayName: 'Focus', pseudoClass: NATIVE_STATE_TYPE.focus },
        },
        cssProperties: { ...TEXT_STYLE, textDecorationLine: { defaultValue: 'underline' } },
      },
    },
  },
  cssProperties: {
    background: {},
    borderTop: {},
    borderBottom: {},
    borderInlineStart: {},
    borderInlineEnd: {},
    paddingTop: { defaultValue: '20px' },
    paddingBottom: { defaultValue: '20px' },
    paddingInlineStart: { defaultValue: '24px' },
    paddingInlineEnd: { defaultValue: '24px' },
    borderStartStartRadius: { defaultValue: '16px' },
    borderStartEndRadius: { defaultValue: '16px' },
    borderEndStartRadius: { defaultValue: '16px' },
    borderEndEndRadius: { defaultValue: '16px' },
    boxShadow: {},
  },
  cssCustomProperties: {
    cardAccent: {
      cssPropertyType: CSS_PROPERTIES.CSS_PROPERTY_TYPE.color,
      displayName: 'Accent',
      description: 'Colour of the site link and of the focus ring.',
    },
    cardRowGap: {
      cssPropertyType: CSS_PROPERTIES.CSS_PROPERTY_TYPE.length,
      displayName: 'Space between rows',
      defaultValue: '8px',
    },
  },
} satisfies EditorElement;
